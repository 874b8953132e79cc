// Receives webhooks with Express 5: announces new work packages in Zulip, answers mentions of a bot, prints new files.
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { createPlatform, loadConfig } from "@platformq/config";
import { lmdbQueue } from "@platformq/queue/lmdb";
import { setupWebhooks } from "@platformq/webhooks";
import { block } from "@platformq/zulip";
import express from "express";
import { runExample, UsageError } from "./support/run-example.js";

const usage = `Receives webhooks with Express: posts new work packages to a channel in Zulip, answers a bot's mentions.

  OPENPROJECT_WEBHOOK_SECRET=… ZULIP_WEBHOOK_TOKEN=… NEXTCLOUD_WEBHOOK_SECRET=… \\
  npm run example -- webhook-server-express CHANNEL

They come to /webhooks/openproject, /webhooks/zulip and /webhooks/nextcloud on PORT, or 8080; a platform whose secret
is not set cannot send. Where each is told the address: docs/webhooks.md#set-up-the-platforms. Ctrl+C ends it.
`;

await runExample({ usage }, async ({ args, signal, folder }) => {
  const [channel, ...more] = args;
  if (channel === undefined || more.length > 0)
    throw new UsageError("Where to? It needs a channel of Zulip's.");
  const config = loadConfig({ services: ["zulip"] });
  await using platform = createPlatform(config);
  // What was accepted is on the disk before it is answered, and is handled after a crash too.
  await using queue = lmdbQueue({ path: join(folder, "webhooks.lmdb") });

  const app = express();
  // Before express.json(): a signature fits only the bytes that were sent.
  const webhooks = setupWebhooks(app, { config: config.webhooks, queue });

  webhooks.on("openproject", "work_package:created", async ({ id, data, user }) => {
    const { work_package } = data;
    const content = `${user?.name ?? "Somebody"} created #${work_package.id} ${block.inlineCode(work_package.subject ?? "")}`;
    const message = { type: "channel", to: channel, topic: "New work packages", content } as const;
    // A handler is called at least once per event: by the event's id, one that comes again posts nothing.
    await platform.zulip.messages.sendOnce(message, { dedupeKey: id });
  });
  // What is returned to Zulip is posted as the bot's answer.
  webhooks.on("zulip", "message", ({ data }) => `I heard you, ${data.message.sender_full_name}.`);
  webhooks.on("nextcloud", "file_created", async ({ data }) => console.log(`New file: ${data.node.path}`));

  webhooks.onRejected(({ platform, error }) => console.error(`${platform} refused: ${error.reason}`));
  webhooks.onError(({ event, error }) => console.error(`${event.name} failed and is tried again:`, error));
  webhooks.start();

  app.use(express.json());
  app.get("/metrics", (_request, response) => {
    response.type("text/plain; version=0.0.4").send(webhooks.metrics.toPrometheus());
  });

  // The signal ends it: no new connections; what is under way is answered, then the queue and the clients are closed.
  const server = createServer(app).listen({ port: Number(process.env.PORT ?? 8080), signal });
  await once(server, "listening");
  const address = server.address();
  console.log(`Listening on port ${typeof address === "object" ? address?.port : address}`);
  await once(server, "close");
  return 0;
});
