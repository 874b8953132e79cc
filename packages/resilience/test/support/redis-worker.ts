// A process of its own that shares a rate: `redis-worker.ts <redis url> <id> <rate> <milliseconds>`.
// It begins when told so on standard input and prints the time of each slot it got, in milliseconds since 1970.
import { once } from "node:events";
import { systemClock } from "../../src/clock.js";
import { Call } from "../../src/pipeline/call.js";
import { redisRateLimiter } from "../../src/redis.js";
import { sweeperOf } from "../../src/sweeper.js";

const [redis = "", id = "", rate = "", durationMs = ""] = process.argv.slice(2);
const limiter = redisRateLimiter({ redis, id, rate: Number(rate), onUnavailable: "fail" });
const context = { service: "test", clock: systemClock, sweeper: sweeperOf(systemClock) };
await limiter.take(new Call(context, "warm up", {}));
process.stdout.write("ready\n");
await once(process.stdin, "data");

const end = Date.now() + Number(durationMs);
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (;;) {
      await limiter.take(new Call(context, "GET something", {}));
      const now = Date.now();
      if (now >= end) return;
      process.stdout.write(`${now}\n`);
    }
  }),
);
process.stdin.destroy();
await limiter.close();
