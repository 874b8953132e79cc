type Chunk = IteratorResult<Uint8Array | string>;

/** Content that passes once. It can be ended while somebody waits for more of it, which it may never have. */
export class PassingContent implements AsyncIterable<Uint8Array | string> {
  readonly #read: () => Promise<Chunk>;
  readonly #release: (reason: unknown) => unknown;
  /** Ends the wait of who reads. */
  #interrupt: ((reason: unknown) => void) | undefined;
  #ended: { readonly reason: unknown } | undefined;

  constructor(content: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>) {
    if ("getReader" in content) {
      // The reader can be cancelled while it waits, the stream's iterator only between two chunks.
      const reader = content.getReader();
      this.#read = () => reader.read();
      this.#release = (reason) => reader.cancel(reason);
      return;
    }
    const iterator = content[Symbol.asyncIterator]();
    this.#read = () => iterator.next();
    // A generator returns when its next chunk has come, and so would the iterator of a stream of Node's.
    this.#release = () =>
      "destroy" in content && typeof content.destroy === "function" ? content.destroy() : iterator.return?.();
  }

  /** Stops reading and closes the source: whoever waits for more of it gets the reason. */
  end(reason: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = { reason };
    this.#interrupt?.(reason);
    void this.#close(reason);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array | string, undefined> {
    return { next: () => this.#next() };
  }

  async #next(): Promise<Chunk> {
    return new Promise((resolve, reject) => {
      // A cancelled stream ends as if it were complete.
      if (this.#ended !== undefined) return reject(this.#ended.reason);
      this.#interrupt = reject;
      this.#read().then(resolve, reject);
    });
  }

  async #close(reason: unknown): Promise<void> {
    try {
      await this.#release(reason);
    } catch {
      // The reason is what is told.
    }
  }
}
