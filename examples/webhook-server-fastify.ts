// Receives webhooks with Fastify 5: writes every event to the log, and shows the newest ones at /events.
import { join } from "node:path";
import { loadConfig } from "@platformq/config";
import { lmdbQueue } from "@platformq/queue/lmdb";
import { setupWebhooks, type WebhookEvent } from "@platformq/webhooks";
import fastify from "fastify";
import { runExample, UsageError } from "./support/run-example.js";

const usage = `Receives webhooks with Fastify: writes every event to the log, and shows the newest ones at /events.

  OPENPROJECT_WEBHOOK_SECRET=… ZULIP_WEBHOOK_TOKEN=… NEXTCLOUD_WEBHOOK_SECRET=… \\
  npm run example -- webhook-server-fastify

They come to /webhooks/openproject, /webhooks/zulip and /webhooks/nextcloud on PORT, or 8080; a platform whose secret
is not set cannot send. Where each is told the address: docs/webhooks.md#set-up-the-platforms. Ctrl+C ends it.
`;

await runExample({ usage }, async ({ args, signal, folder }) => {
  if (args.length > 0) throw new UsageError(`It takes no arguments, and not ${args.join(" ")}.`);
  // It only receives: no client is made, so that no server's address and no account is needed.
  const { webhooks: config } = loadConfig({ services: [] });
  const app = fastify({ logger: true });

  // What was accepted is on the disk before it is answered, and is handled after a crash too.
  await using queue = lmdbQueue({ path: join(folder, "webhooks.lmdb") });
  // In a scope of its own: your parsers and the limits of your other routes stay as they are.
  const webhooks = setupWebhooks(app, { config, queue });

  const newest: Pick<WebhookEvent, "id" | "name" | "user" | "occurredAt">[] = [];
  webhooks.onAny(async ({ id, name, user, occurredAt }) => {
    app.log.info({ id, user }, name);
    newest.unshift({ id, name, user, occurredAt });
    newest.length = Math.min(newest.length, 50);
  });
  webhooks.onRejected(({ platform, error }) => app.log.warn({ platform, reason: error.reason }, "refused"));
  webhooks.onError(({ event, error }) => app.log.error(error, `${event.name} failed and is tried again`));
  webhooks.start();

  app.get("/events", () => newest);
  await app.listen({ host: "::", port: Number(process.env.PORT ?? 8080) });

  // No new connections; what is under way is answered, then the queue is closed.
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
  await app.close();
  return 0;
});
