// A page that shows what happens on the three platforms while it happens: a feed of their events, what is counted, how
// long they take to answer, and which circuit is open.
//
//   node --import tsx examples/activity-monitor/server.ts --demo
//   node --import tsx examples/activity-monitor/server.ts --port 8080
//
// Live it needs the variables of the three servers, and for each platform that sends webhooks its secret:
// NEXTCLOUD_WEBHOOK_SECRET, ZULIP_WEBHOOK_TOKEN, OPENPROJECT_WEBHOOK_SECRET. Zulip's events come without one.
// The page has no login: let a proxy hand on /webhooks only, and keep the rest to yourself.
import { once } from "node:events";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { createPlatform, loadConfig } from "@platformq/config";
import { MetricsCollector } from "@platformq/resilience";
import { forwardZulipEvents, setupWebhooks } from "@platformq/webhooks";
import { entryOf, onCircuitChange } from "./entry.js";
import { Feed } from "./feed.js";
import { servePage } from "./page.js";
import { watchStatus } from "./status.js";

const { values } = parseArgs({
  options: {
    demo: { type: "boolean" },
    port: { type: "string", default: "8080" },
    host: { type: "string", default: "127.0.0.1" },
    // How often the services are asked how they are, in seconds.
    every: { type: "string", default: "20" },
  },
});
const demo = values.demo ? await import("./demo.js") : undefined;
await using servers = await demo?.startDemo();
const config = loadConfig(servers && { env: servers.env, envFile: false });
await using platform = createPlatform(config);
// A long poll takes as long as nothing happens: it would spoil the latencies, and is counted apart.
await using listening = createPlatform(config, { metrics: new MetricsCollector() });

const feed = new Feed();
const server = createServer(servePage(feed));
await using webhooks = setupWebhooks(server, { config: config.webhooks });
webhooks.onAny(async (event) => feed.add(entryOf(event)));
webhooks.start();
onCircuitChange((entry) => feed.add(entry));

server.listen(Number(values.port), values.host);
await once(server, "listening");
const address = server.address();
const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : address}`;
console.log(`The monitor is at ${url}; webhooks go to ${url}${webhooks.basePath}/<platform>`);

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
const { signal } = stop;
const events = listening.zulip.events.stream({ event_types: ["message", "reaction", "stream"] }, { signal });
await Promise.all([
  watchStatus({ platform, webhooks, feed, askEveryMs: Number(values.every) * 1000, signal }),
  forwardZulipEvents(webhooks, events, { signal }).catch((error: unknown) => {
    // Wrong credentials, say: the other two go on.
    console.error("Zulip's events have ended:", error instanceof Error ? error.message : error);
  }),
  demo?.keepBusy({ platform, servers, url, signal }),
]);
feed.close();
server.close();
