// A page that shows what happens on the three platforms while it happens: a feed of their events, what is counted, how
// long they take to answer, and which circuit is open.
//
// The page has no login: let a proxy hand on /webhooks only, and keep the rest to yourself.
import { once } from "node:events";
import { createServer } from "node:http";
import { createPlatform, loadConfig } from "@platformq/config";
import { MetricsCollector } from "@platformq/resilience";
import { forwardZulipEvents, setupWebhooks } from "@platformq/webhooks";
import { runProgram } from "../../scripts/terminal/run-program.js";
import { entryOf, onCircuitChange } from "./entry.js";
import { Feed } from "./feed.js";
import { parseOptions, usage } from "./options.js";
import { servePage } from "./page.js";
import { watchStatus } from "./status.js";

const words = {
  usage: `\n${usage}`,
  configuration:
    "docs/getting-started.md says where the values come from; with --demo it runs without servers of yours.",
  interrupted: "Interrupted",
};
await runProgram(words, async (signal) => {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const demo = options.demo ? await import("./demo.js") : undefined;
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

  server.listen(options.port, options.host);
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : address}`;
  console.log(`The monitor is at ${url}; webhooks go to ${url}${webhooks.basePath}/<platform>`);

  const events = listening.zulip.events.stream(
    { event_types: ["message", "reaction", "stream"] },
    { signal },
  );
  await Promise.all([
    watchStatus({ platform, webhooks, feed, askEveryMs: options.everyMs, signal }),
    forwardZulipEvents(webhooks, events, { signal }).catch((error: unknown) => {
      // Wrong credentials, say: the other two go on.
      console.error("Zulip's events have ended:", error instanceof Error ? error.message : error);
    }),
    demo?.keepBusy({ platform, servers, url, signal }),
  ]);
  feed.close();
  server.close();
  return 0;
});
