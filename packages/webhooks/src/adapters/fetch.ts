import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Platform } from "../platform.js";
import { readBody } from "../receiver/read-body.js";
import type { BodyReader } from "../receiver/request.js";
import type { Webhooks } from "../webhooks.js";
import { bodyAlreadyParsed } from "./body-already-parsed.js";
import { endpointPaths } from "./endpoint-path.js";

const FIX = "Hand over a request whose body nobody has read, or a clone made before.";

/** What is known of a request beside the request itself. */
export interface FetchContext {
  /** The peer of the connection, where the runtime tells it. Without it a list of allowed addresses refuses everybody. */
  readonly remoteAddress?: string | undefined;
}

/**
 * Makes a function from `Request` to `Response`, as Deno, Bun, Cloudflare, Next.js and others want it. Addresses that
 * are no platform's are answered 404.
 *
 * @example export const POST = fetchHandler(webhooks);
 */
export function fetchHandler(
  webhooks: Webhooks,
): (request: Request, context?: FetchContext) => Promise<Response> {
  const platformAt = endpointPaths(webhooks);
  return async (request, context) => {
    const platform = platformAt(new URL(request.url).pathname);
    if (platform === undefined) return new Response("Not found", { status: 404 });
    return receiveFetch(webhooks, platform, request, context?.remoteAddress);
  };
}

/** Receives a request of fetch and makes the response. */
export async function receiveFetch(
  webhooks: Webhooks,
  platform: Platform,
  request: Request,
  remoteAddress: string | undefined,
): Promise<Response> {
  const { status, headers, body } = await webhooks.receive({
    platform,
    method: request.method,
    headers: request.headers,
    remoteAddress,
    body: fetchBody(request),
  });
  return new Response(body, { status, headers });
}

function fetchBody(request: Request): BodyReader {
  return async (limits) => {
    if (request.bodyUsed || request.body?.locked) throw bodyAlreadyParsed(FIX);
    if (request.body === null) return new Uint8Array();
    const stream: ReadableStream<Uint8Array> = request.body;
    // What is left unread of a refused body is not cancelled: node's own streams bear that badly. Its connection is closed.
    return readBody(Readable.fromWeb(stream), request.headers.get("content-encoding") ?? undefined, limits);
  };
}
