import { randomUUID } from "node:crypto";
import { systemClock } from "../../src/clock.js";
import { Call, type CallOptions } from "../../src/pipeline/call.js";
import { type RedisRateLimiter, type RedisRateLimiterOptions, redisRateLimiter } from "../../src/redis.js";
import { sweeperOf } from "../../src/sweeper.js";
import { RedisServer } from "./redis-server.js";

/** The server `npm run test:redis` has started. Tests that do it harm start one of their own. */
export const REDIS_URL = process.env.REDIS_URL ?? missingUrl();

function missingUrl(): never {
  throw new Error("REDIS_URL is not set; run these tests with `npm run test:redis`");
}

const context = { service: "test", clock: systemClock, sweeper: sweeperOf(systemClock) };
const disposables: { close(): Promise<void> }[] = [];

/** Makes a limiter of 20 per second that nobody else shares. */
export function limiterOf(options: Partial<RedisRateLimiterOptions> = {}): RedisRateLimiter {
  const defaults = { redis: REDIS_URL, id: randomUUID(), rate: 20, onUnavailable: "fail" } as const;
  const limiter = redisRateLimiter({ ...defaults, ...options });
  disposables.push(limiter);
  return limiter;
}

export async function ownServer(...options: string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...options);
  disposables.push({ close: () => server.stop() });
  return server;
}

/** Closes what {@link limiterOf} and {@link ownServer} made, limiters before their servers. */
export async function closeAll(): Promise<void> {
  for (const disposable of disposables.splice(0).reverse()) await disposable.close();
}

export function take(limiter: RedisRateLimiter, options: CallOptions = {}): Promise<void> {
  return limiter.take(new Call(context, "GET something", options));
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Takes slots for a while as fast as they come, by eight callers; tells when each came and what failed. */
export async function takeFor(
  limiter: RedisRateLimiter,
  durationMs: number,
): Promise<{ at: number[]; errors: unknown[] }> {
  const end = performance.now() + durationMs;
  const at: number[] = [];
  const errors: unknown[] = [];
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      try {
        await take(limiter);
        at.push(performance.now());
      } catch (error) {
        errors.push(error);
        await sleep(20);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, caller));
  return { at: at.filter((time) => time < end), errors };
}

/** The most slots within any window of this length. */
export function mostWithin(windowMs: number, times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(...sorted.map((from) => sorted.filter((at) => at >= from && at < from + windowMs).length));
}

/** Tells how a promise ended, if it did in time. */
export async function settledWithin(ms: number, promise: Promise<unknown>): Promise<unknown> {
  const outcome = promise.then(
    () => "taken",
    (error: unknown) => error,
  );
  return Promise.race([outcome, sleep(ms).then(() => "still waiting")]);
}
