// Keeps several processes to one rate, through Redis: three workers call Zulip as fast as they may.
import cluster from "node:cluster";
import { createPlatform, loadConfig } from "@platformq/config";
import { redisRateLimiter } from "@platformq/resilience/redis";
import { type ExampleRun, runExample, UsageError } from "./support/run-example.js";

const usage = `Keeps three processes to one rate, through Redis: they call Zulip as fast as ZULIP_RATE_LIMIT lets all together.

  REDIS_URL=redis://localhost ZULIP_RATE_LIMIT=10 npm run example -- cluster-rate-limit
`;
const WORKERS = 3;
const CALLS = 10;

await (cluster.isPrimary ? runExample({ usage }, countCalls) : call());

/** What each worker does: its client takes a turn in Redis before each call. */
async function call(): Promise<void> {
  const { config, redis } = readConfig();
  await using platform = createPlatform(config, {
    // Who shares the id shares the rate. Without Redis each process would go on at that rate by itself: with
    // `onUnavailable: "fail"` it would not call at all.
    rateLimiter: (service, rate) => redisRateLimiter({ redis, id: service, rate, onUnavailable: "local" }),
  });
  const calls = Array.from({ length: CALLS }, async () => {
    await platform.zulip.users.me();
    process.send?.({ worker: cluster.worker?.id, at: Date.now() });
  });
  await Promise.all(calls);
  cluster.worker?.disconnect();
}

async function countCalls({ args, signal }: ExampleRun): Promise<number> {
  if (args.length > 0) throw new UsageError(`It takes no arguments, and not ${args.join(" ")}.`);
  const { config } = readConfig();
  const times: number[] = [];
  cluster.on("message", (_worker, { worker, at }: { worker: number; at: number }) => {
    times.push(at);
    console.log(`worker ${worker}  ${"·".repeat(times.length)}`);
  });
  // Without our arguments: with --fakes the workers have the fakes' variables from us, and need none of their own.
  cluster.setupPrimary({ args: [] });
  const workers = Array.from({ length: WORKERS }, () => cluster.fork());
  const codes = await Promise.all(
    workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve))),
  );
  // They had the Ctrl+C, too.
  signal.throwIfAborted();
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  const rate = (times.length - 1) / seconds;
  console.log(
    `${times.length} calls, ${rate.toFixed(1)} per second; ${config.zulip.rateLimit} are allowed to all together`,
  );
  return codes.every((code) => code === 0) ? 0 : 1;
}

function readConfig() {
  const config = loadConfig({ services: ["zulip"] });
  if (config.redisUrl === undefined) throw new UsageError("REDIS_URL is missing");
  return { config, redis: config.redisUrl };
}
