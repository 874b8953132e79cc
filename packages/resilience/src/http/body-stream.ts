import { Readable } from "node:stream";

/** Where the bytes of a stream come from: it can be told to wait, and to stop. */
export interface ByteSource {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

const nothing = (): void => {};

/** A response body in the caller's hands. Its reader sets the pace; the connection is free when all of it has come. */
export class BodyStream extends Readable {
  #complete = false;

  /** @param onClosed Runs once: when the body has come whole, or when it was ended before. */
  constructor(
    private readonly source: ByteSource,
    private readonly onClosed: (error: Error | null) => void,
  ) {
    super({ highWaterMark: 64 * 1024 });
    // A body that fails before its reader has come, or after it lost interest, must not end the process. Who reads
    // still gets the error.
    this.on("error", nothing);
  }

  /** A chunk has arrived. */
  feed(chunk: Buffer): void {
    if (!this.push(chunk)) this.source.pause();
  }

  /** The body has arrived whole. */
  complete(): void {
    this.#complete = true;
    this.push(null);
    // Not when it was read: a small body nobody reads would keep its place for ever.
    this.onClosed(null);
  }

  override _read(): void {
    this.source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.#complete) {
      this.source.abort(error ?? new Error("The caller closed the body"));
      this.onClosed(error);
    }
    callback(error);
  }
}
