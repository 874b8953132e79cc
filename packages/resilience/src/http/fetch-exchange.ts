import { errors } from "undici";
import { type Body, bytesOf } from "./body.js";
import type { Connection, Exchange } from "./exchange.js";

/** A `fetch`: the platform's own, or one that tests hand in. */
export type Fetch = typeof globalThis.fetch;

/** A request as a connection takes it. */
interface WireRequest {
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: Body | undefined;
  /** The longest stream that is read into memory for a `fetch`. */
  readonly maxBodyBytes: number;
}

/** Gate of a body that is read by hand: open while its reader wants more. */
class Flow implements Connection {
  readonly controller = new AbortController();
  #gate: PromiseWithResolversLike | undefined;

  pause(): void {
    this.#gate ??= withResolvers();
  }

  resume(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  abort(reason: Error): void {
    this.controller.abort(reason);
    this.resume();
  }

  async wait(): Promise<void> {
    await this.#gate?.promise;
  }
}

interface PromiseWithResolversLike {
  readonly promise: Promise<void>;
  resolve(): void;
}

function withResolvers(): PromiseWithResolversLike {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/**
 * Runs an exchange over `fetch` instead of the pool, for tests that intercept it (MSW) and for runtimes that own the
 * network. Redirects stay with us: `fetch` would carry credentials along.
 */
export async function exchangeByFetch(fetch: Fetch, request: WireRequest, exchange: Exchange): Promise<void> {
  const flow = new Flow();
  const { body, maxBodyBytes } = request;
  if (body?.kind === "stream" && body.lengthBytes > maxBodyBytes) {
    return exchange.refuse(
      `fetch needs a body in memory, and ${body.lengthBytes} bytes are more than maxBodyBytes (${maxBodyBytes})`,
    );
  }
  try {
    const bytes = body && (await inMemory(body, exchange));
    // What it refuses is known to be unsent; a TypeError of `fetch` itself may be the network's.
    const headers = new Headers(request.headers);
    exchange.onRequestStart(flow);
    const response = await fetch(`${request.origin}${request.path}`, {
      method: request.method,
      headers,
      redirect: "manual",
      signal: flow.controller.signal,
      ...(bytes !== undefined && { body: bytes }),
    });
    exchange.onResponseStart(flow, response.status, headersOf(response), response.statusText);
    if (response.body) {
      for await (const chunk of response.body) {
        exchange.onResponseData(flow, Buffer.from(chunk));
        await flow.wait();
      }
    }
    exchange.onResponseEnd();
  } catch (error) {
    exchange.onResponseError(flow, error instanceof Error ? error : new Error(String(error)));
  }
}

/** `fetch` has undone the content encoding already; saying so again would make us undo it twice. */
function headersOf(response: Response): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  delete headers["content-encoding"];
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  return headers;
}

/**
 * Reads a body into memory: `fetch` has no way to be told a stream's length, sends it in chunks, and behind nginx a
 * server then stores nothing and reports success.
 */
async function inMemory(body: Body, exchange: Exchange): Promise<string | Uint8Array> {
  if (body.kind === "bytes") return body.bytes;
  const whole = Buffer.alloc(body.lengthBytes);
  let at = 0;
  try {
    exchange.source = "opening";
    for await (const given of body.open()) {
      const chunk = bytesOf(given);
      if (at + chunk.length <= whole.length) whole.set(chunk, at);
      at += chunk.length;
      exchange.progressed();
    }
  } catch (error) {
    exchange.sourceFailed(error);
    throw error;
  }
  if (at !== whole.length) throw new errors.RequestContentLengthMismatchError();
  return whole;
}
