import type { Server } from "node:http";
import { Server as NetServer } from "node:net";
import { ConfigurationError } from "@platformq/resilience";
import type { PlatformSecrets, WebhooksOptions } from "../options.js";
import { platforms } from "../platform.js";
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

/** The secrets of all three platforms; `false` says that one does not send. */
export type AllPlatformSecrets = Required<{
  readonly [P in keyof PlatformSecrets]: Exclude<PlatformSecrets[P], undefined>;
}>;

/** What {@link setupWebhooks} is told. */
export interface SetupWebhooksOptions extends Omit<WebhooksOptions, keyof PlatformSecrets> {
  readonly config: AllPlatformSecrets;
}

/**
 * Adds `/webhooks/nextcloud`, `/webhooks/zulip` and `/webhooks/openproject` to an application of Express, Fastify or
 * Hono, or to a server of node.
 *
 * @example
 * const webhooks = setupWebhooks(app, { config: { openproject: { secrets }, zulip: { secrets }, nextcloud: false } });
 * webhooks.on("openproject", "work_package:created", handler);
 * webhooks.start();
 *
 * @throws ConfigurationError for a platform of which neither a secret is given nor said that it does not send.
 */
export function setupWebhooks(app: WebhookApp, options: SetupWebhooksOptions): Webhooks {
  const { config, ...rest } = options;
  for (const platform of platforms) {
    if (config[platform] === undefined) {
      throw new ConfigurationError(`${platform}: give its secrets, or false when it does not send webhooks`);
    }
  }
  const webhooks = new Webhooks({ ...rest, ...config });
  // Neither https nor http2 have servers that are one of node:http.
  if (app instanceof NetServer) mountNode(app, webhooks);
  else if ("addContentTypeParser" in app) app.register(fastifyWebhooks(webhooks));
  else if ("fetch" in app) mountHono(app, webhooks);
  else mountExpress(app, webhooks);
  return webhooks;
}
