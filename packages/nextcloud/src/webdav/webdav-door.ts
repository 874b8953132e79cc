import { Readable } from "node:stream";
import {
  ApiError,
  asAnswer,
  type Body,
  bytesBody,
  type HttpClient,
  type HttpRequest,
  InvalidInputError,
  jsonBody,
  Path,
} from "@platformq/resilience";
import type { RequestOptions } from "webdav";
import { WebdavResponse } from "./webdav-response.js";

/** Lets the requests of a `webdav` client out through the pipeline of a Nextcloud client, with its credential. */
export class WebdavDoor {
  constructor(private readonly http: HttpClient) {}

  /** Sends a request. @throws the errors of a Nextcloud client; their `status` is what the package looks at. */
  async send(options: RequestOptions): Promise<WebdavResponse> {
    const { signal, url } = options;
    const request = await this.#request(options);
    try {
      const answer =
        request.method === "GET"
          ? await this.http.stream(request, { signal })
          : await this.http.request(request, asAnswer, { signal });
      return new WebdavResponse(url, answer.status, answer.statusText, answer.headers, answer.body);
    } catch (error) {
      // To the package this is no error but an upload that was not wanted, if it was told not to overwrite.
      if (!(error instanceof ApiError && error.status === 412 && request.method === "PUT")) throw error;
      return new WebdavResponse(url, 412, "Precondition Failed", {}, Buffer.alloc(0));
    }
  }

  async #request({ url, method, headers = {}, data }: RequestOptions): Promise<HttpRequest> {
    const target = new URL(url);
    const { pathname } = target;
    const area = /\/remote\.php\/dav\/([a-z-]+)\//.exec(pathname)?.[1] ?? "";
    return {
      method,
      target,
      path: new Path(pathname, pathname, `remote.php/dav/${area}/{}`),
      headers: {
        ...withoutLength(headers),
        // Compressed, a body would have no length, and its etag would be none that If-Match takes.
        ...(method === "GET" && { "accept-encoding": "identity" }),
      },
      body: data === undefined ? undefined : await bodyOf(data, this.http.maxBodyBytes),
      lane: method === "GET" || method === "PUT" ? "transfer" : "api",
    };
  }
}

/** The length is what the body has, whatever the package, or its user, says. */
function withoutLength(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== "content-length"),
  );
}

async function bodyOf(data: NonNullable<RequestOptions["data"]>, maxBytes: number): Promise<Body> {
  if (typeof data === "string" || data instanceof Uint8Array) return bytesBody(data);
  if (data instanceof ArrayBuffer) return bytesBody(new Uint8Array(data));
  if (data instanceof Readable) return bytesBody(await collected(data, maxBytes));
  return jsonBody(data);
}

/** Reads a stream to its end: behind nginx the server stores nothing of a body whose length it is not told. */
async function collected(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) {
      const text = `A stream longer than maxBodyBytes (${maxBytes}) cannot be sent this way; use files.upload`;
      throw new InvalidInputError(text, { service: "nextcloud" });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, size);
}
