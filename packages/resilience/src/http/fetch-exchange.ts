import type { Body } from "./body.js";
import type { Connection, Exchange } from "./exchange.js";

/** A `fetch`: the platform's own, or one that tests hand in. */
export type Fetch = typeof globalThis.fetch;

/** A request as a connection takes it. */
export interface WireRequest {
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: Body | undefined;
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
  exchange.onRequestStart(flow);
  try {
    const response = await fetch(`${request.origin}${request.path}`, {
      method: request.method,
      headers: request.headers,
      redirect: "manual",
      signal: flow.controller.signal,
      ...fetchBody(request.body),
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

function fetchBody(body: Body | undefined): RequestInit {
  if (body === undefined) return {};
  if (body.kind === "bytes") return { body: body.bytes };
  return { body: body.open(), duplex: "half" };
}
