import { platforms } from "../platform.js";
import type { Webhooks } from "../webhooks.js";
import { receiveFetch } from "./fetch.js";

interface HonoContext {
  readonly req: { readonly raw: Request };
  readonly env: unknown;
}

/** What is needed of a Hono application. */
export interface HonoApp {
  readonly fetch: unknown;
  all(path: string, handler: (context: HonoContext) => Promise<Response>): unknown;
}

/** Adds the platforms' addresses to a Hono application. No middleware in front of them may read the body. */
export function mountHono(app: HonoApp, webhooks: Webhooks): void {
  for (const platform of platforms) {
    app.all(`${webhooks.basePath}/${platform}`, ({ req, env }) =>
      receiveFetch(webhooks, platform, req.raw, peerOf(env)),
    );
  }
}

/** On node the server puts the request in there. */
function peerOf(env: unknown): string | undefined {
  if (typeof env !== "object" || env === null || !("incoming" in env)) return undefined;
  const { incoming } = env;
  if (typeof incoming !== "object" || incoming === null || !("socket" in incoming)) return undefined;
  const { socket } = incoming;
  if (typeof socket !== "object" || socket === null || !("remoteAddress" in socket)) return undefined;
  return typeof socket.remoteAddress === "string" ? socket.remoteAddress : undefined;
}
