import { Readable } from "node:stream";

/** Where the bytes of a stream come from: it can be told to wait, and to stop. */
export interface ByteSource {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/** A response body in the caller's hands. Its reader sets the pace; the connection is free when it ends. */
export class BodyStream extends Readable {
  #complete = false;

  constructor(
    private readonly source: ByteSource,
    private readonly onClosed: (error: Error | null) => void,
  ) {
    super({ highWaterMark: 64 * 1024 });
  }

  /** A chunk has arrived. */
  feed(chunk: Buffer): void {
    if (!this.push(chunk)) this.source.pause();
  }

  /** The body has arrived whole. */
  complete(): void {
    this.#complete = true;
    this.push(null);
  }

  override _read(): void {
    this.source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.#complete) this.source.abort(error ?? new Error("The caller closed the body"));
    this.onClosed(error);
    callback(error);
  }
}
