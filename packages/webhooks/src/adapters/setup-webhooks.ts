import type { Server } from "node:http";
import { Server as NetServer } from "node:net";
import type { PlatformSecrets, WebhooksOptions } from "../options.js";
import { Webhooks } from "../webhooks.js";
import { type ExpressApp, mountExpress } from "./express.js";
import { fastifyWebhooks } from "./fastify.js";
import { type HonoApp, mountHono } from "./hono.js";
import { mountNode } from "./node.js";

/** A Fastify instance. */
export interface FastifyApp {
  /** Takes a plugin; Fastify's own declaration of it is too intricate to be compared with another. */
  register(plugin: object): unknown;
  addContentTypeParser: unknown;
}

/** An application that webhooks can be added to. */
export type WebhookApp = Server | ExpressApp | FastifyApp | HonoApp;

/** What {@link setupWebhooks} is told. */
export interface SetupWebhooksOptions extends Omit<WebhooksOptions, keyof PlatformSecrets> {
  /** The platforms that may send, such as `loadConfig().webhooks`. */
  readonly config: PlatformSecrets;
}

/**
 * Adds `/webhooks/nextcloud`, `/webhooks/zulip` and `/webhooks/openproject` to an application of Express, Fastify or
 * Hono, or to a server of node. A platform without secrets is answered 404.
 *
 * @example
 * const webhooks = setupWebhooks(app, { config: { openproject: { secrets }, zulip: { secrets } } });
 * webhooks.on("openproject", "work_package:created", handler);
 * webhooks.start();
 *
 * @throws ConfigurationError when no platform has secrets, and for a secret that is empty.
 */
export function setupWebhooks(app: WebhookApp, options: SetupWebhooksOptions): Webhooks {
  const { config, ...rest } = options;
  const webhooks = new Webhooks({ ...rest, ...config });
  // Neither https nor http2 have servers that are one of node:http.
  if (app instanceof NetServer) mountNode(app, webhooks);
  else if ("addContentTypeParser" in app) app.register(fastifyWebhooks(webhooks));
  else if ("fetch" in app) mountHono(app, webhooks);
  else mountExpress(app, webhooks);
  return webhooks;
}
