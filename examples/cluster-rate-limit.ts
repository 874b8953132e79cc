// Keeps several processes to one rate, through Redis: three workers call Zulip as fast as they may.
//
//   REDIS_URL=redis://localhost ZULIP_RATE_LIMIT=10 node --import tsx examples/cluster-rate-limit.ts
import cluster from "node:cluster";
import { createPlatform, loadConfig } from "@platformq/config";
import { redisRateLimiter } from "@platformq/resilience/redis";

const WORKERS = 3;
const CALLS = 10;

const config = loadConfig({ services: ["zulip"] });
if (config.redisUrl === undefined) {
  console.error("REDIS_URL is missing");
  process.exit(2);
}
await (cluster.isPrimary ? countCalls() : call(config.redisUrl));

/** What each worker does: its client takes a turn in Redis before each call. */
async function call(redis: string): Promise<void> {
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

async function countCalls(): Promise<void> {
  const times: number[] = [];
  cluster.on("message", (_worker, { worker, at }: { worker: number; at: number }) => {
    times.push(at);
    console.log(`worker ${worker}  ${"·".repeat(times.length)}`);
  });
  const workers = Array.from({ length: WORKERS }, () => cluster.fork());
  const codes = await Promise.all(
    workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve))),
  );
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  const rate = (times.length - 1) / seconds;
  console.log(
    `${times.length} calls, ${rate.toFixed(1)} per second; ${config.zulip.rateLimit} are allowed to all together`,
  );
  process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
}
