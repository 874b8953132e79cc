import { Readable } from "node:stream";

/**
 * Makes a stream of parts that can be ended at any time.
 *
 * @param source What some of the parts are read from: it is closed with the stream. A generator alone cannot be ended
 *   while it waits, and a source that has stalled would keep it waiting for good.
 */
export function readParts(
  parts: AsyncGenerator<Uint8Array>,
  source: AsyncIterable<Uint8Array> | undefined,
): Readable {
  const body = new Readable({
    // One part at a time, so that progress is told of what has been taken.
    highWaterMark: 1,
    read() {
      parts.next().then(
        ({ done, value }) => this.push(done ? null : value),
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
    destroy(error, done) {
      if (source instanceof Readable) source.destroy();
      // Closes what other kinds of sources hold, as soon as they let go.
      parts.return(undefined).catch(() => undefined);
      done(error);
    },
  });
  // A file that cannot be opened says so before anybody reads it.
  if (source instanceof Readable) source.once("error", (error) => body.destroy(error));
  return body;
}
