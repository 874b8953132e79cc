import type { Readable, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { ResponseHeaders } from "@platformq/resilience";
import type { Response } from "webdav";

/** An answer as the `webdav` package reads it. */
export class WebdavResponse implements Response {
  readonly headers: Response["headers"];

  constructor(
    readonly url: string,
    readonly status: number,
    readonly statusText: string,
    headers: ResponseHeaders,
    private readonly content: Buffer | Readable,
  ) {
    const all = new Headers();
    for (const [name, value] of Object.entries(headers)) {
      for (const one of [value ?? []].flat()) all.append(name, one);
    }
    this.headers = all;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** What `createReadStream` hands on. A body that breaks ends the stream with its error, and a stream that is closed frees the connection. */
  get body(): { pipe<T extends Writable>(to: T): T } {
    const { content } = this;
    return {
      pipe(to) {
        pipeline(Buffer.isBuffer(content) ? [content] : content, to).catch(() => {});
        return to;
      },
    };
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return Uint8Array.from(await this.#bytes()).buffer;
  }

  async text(): Promise<string> {
    return (await this.#bytes()).toString("utf8");
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async #bytes(): Promise<Buffer> {
    return Buffer.isBuffer(this.content) ? this.content : buffer(this.content);
  }
}
