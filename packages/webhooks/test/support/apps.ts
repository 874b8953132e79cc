import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { fetchHandler } from "../../src/adapters/fetch.js";
import { setupWebhooks } from "../../src/adapters/setup-webhooks.js";
import type { WebhooksOptions } from "../../src/options.js";
import { Webhooks } from "../../src/webhooks.js";
import { secrets } from "./secrets.js";

/** An application of some framework that receives webhooks, and answers `GET /hello` itself. */
export interface App extends AsyncDisposable {
  readonly webhooks: Webhooks;
  readonly port: number;
}

type Start = (options?: Partial<WebhooksOptions>) => Promise<App>;

async function listen(server: Server, webhooks: Webhooks): Promise<App> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    webhooks,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      await webhooks.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every adapter, in a real server of its framework. */
export const apps: Readonly<Record<string, Start>> = {
  "node:http": (options) => {
    const server = createServer((_request, response) => void response.end("hello"));
    return listen(server, setupWebhooks(server, { config: secrets, ...options }));
  },
  "Express 5": (options) => {
    const app = express();
    const webhooks = setupWebhooks(app, { config: secrets, ...options });
    app.use(express.json());
    app.get("/hello", (_request, response) => void response.send("hello"));
    return listen(createServer(app), webhooks);
  },
  "Fastify 5": async (options) => {
    const app = fastify();
    app.get("/hello", () => "hello");
    const webhooks = setupWebhooks(app, { config: secrets, ...options });
    await app.ready();
    return listen(app.server, webhooks);
  },
  "Hono 4": (options) => {
    const app = new Hono();
    app.get("/hello", (context) => context.text("hello"));
    const webhooks = setupWebhooks(app, { config: secrets, ...options });
    const listener = getRequestListener(app.fetch);
    return listen(
      createServer((request, response) => void listener(request, response)),
      webhooks,
    );
  },
  fetch: (options) => {
    const webhooks = new Webhooks({ ...secrets, ...options });
    const handle = fetchHandler(webhooks);
    const listener = getRequestListener((request, { incoming }) =>
      request.url.endsWith("/hello")
        ? new Response("hello")
        : handle(request, { remoteAddress: incoming.socket.remoteAddress }),
    );
    return listen(
      createServer((request, response) => void listener(request, response)),
      webhooks,
    );
  },
};
