import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PlatformError } from "../../src/errors/platform-error.js";
import { RateLimiterUnavailableError } from "../../src/redis.js";
import {
  closeAll,
  limiterOf,
  mostWithin,
  ownServer,
  settledWithin,
  sleep,
  take,
  takeFor,
} from "../support/redis-limiters.js";
import type { RedisServer } from "../support/redis-server.js";

afterEach(closeAll);

describe("without Redis", () => {
  it("fails within a second when nobody listens, naming the reason", async () => {
    const server = await ownServer();
    await server.kill();
    const limiter = limiterOf({ redis: server.url });
    const error = await settledWithin(1500, take(limiter));
    expect(error).toBeInstanceOf(RateLimiterUnavailableError);
    expect(error).toBeInstanceOf(PlatformError);
    expect(error).toMatchObject({ code: "RATE_LIMITER_UNAVAILABLE", outcome: "not-sent", service: "test" });
    expect(String(error)).toContain("ECONNREFUSED");
    // Those that come later do not wait again.
    const started = performance.now();
    expect(await settledWithin(1000, take(limiter))).toBeInstanceOf(RateLimiterUnavailableError);
    expect(performance.now() - started).toBeLessThan(50);
  });

  it("goes on locally at the same rate when told so", async () => {
    const server = await ownServer();
    await server.kill();
    const limiter = limiterOf({ redis: server.url, rate: 50, onUnavailable: "local" });
    await take(limiter);
    expect(limiter.available).toBe(false);
    const { at, errors } = await takeFor(limiter, 600);
    expect(errors).toEqual([]);
    expect(at.length).toBeGreaterThan(25);
    expect(mostWithin(500, at)).toBeLessThanOrEqual(27);
  });

  it("fails at once locally too when the turn would come after the deadline", async () => {
    const server = await ownServer();
    await server.kill();
    const limiter = limiterOf({ redis: server.url, rate: 2, onUnavailable: "local" });
    await take(limiter);
    limiter.pause(60_000);
    await expect(take(limiter, { deadlineMs: 1000 })).rejects.toMatchObject({ code: "RATE_LIMIT_WAIT" });
  });
});

describe("a host whose clock is an hour ahead", () => {
  afterEach(() => vi.restoreAllMocks());

  it("takes no slots, which would make all others wait for an hour", async () => {
    const id = randomUUID();
    const now = Date.now;
    vi.spyOn(Date, "now").mockImplementation(() => now() + 3_600_000);
    const error = await settledWithin(3000, take(limiterOf({ id })));
    expect(error).toBeInstanceOf(RateLimiterUnavailableError);
    expect(String(error)).toMatch(/this host.s clock and that of Redis are 360\d s apart/);
    vi.restoreAllMocks();
    expect(await settledWithin(3000, take(limiterOf({ id })))).toBe("taken");
  });
});

describe("when our own process is busy", () => {
  const block = (ms: number): void => {
    for (const end = performance.now() + ms; performance.now() < end; );
  };

  it("while it starts, Redis does not count as away", async () => {
    const limiter = limiterOf();
    const taken = take(limiter);
    block(1200);
    expect(await settledWithin(1000, taken)).toBe("taken");
  });

  it("for longer than Redis may take to answer, no call fails", async () => {
    const limiter = limiterOf({ rate: 100 });
    await take(limiter);
    const waiting = Array.from({ length: 10 }, () => settledWithin(2000, take(limiter)));
    await sleep(20);
    block(700);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["taken"]));
  });
});

describe.each(["killed", "frozen"] as const)("when Redis is %s in mid-run", (how) => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await ownServer();
  });
  const away = async (): Promise<void> => (how === "killed" ? server.kill() : server.freeze());
  const back = async (): Promise<void> => (how === "killed" ? server.restart() : server.thaw());

  it("every waiting call fails within about a second, and the rate is shared again when it returns", async () => {
    const limiter = limiterOf({ redis: server.url });
    await take(limiter);
    const waiting = Array.from({ length: 100 }, () => settledWithin(1500, take(limiter)));
    await away();
    const outcomes = await Promise.all(waiting);
    expect(outcomes).not.toContain("still waiting");
    expect(
      outcomes.filter((outcome) => outcome instanceof RateLimiterUnavailableError).length,
    ).toBeGreaterThan(70);

    await back();
    await expect.poll(() => limiter.available, { timeout: 4000 }).toBe(true);
    const { at, errors } = await takeFor(limiter, 600);
    expect(errors).toEqual([]);
    expect(at.length).toBeGreaterThanOrEqual(10);
    expect(mostWithin(500, at)).toBeLessThanOrEqual(11);
  });

  it("every waiting call goes on at the local rate when told so", async () => {
    const limiter = limiterOf({ redis: server.url, rate: 50, onUnavailable: "local" });
    await take(limiter);
    const running = takeFor(limiter, 2500);
    await sleep(100);
    await away();
    const { at, errors } = await running;
    expect(errors).toEqual([]);
    expect(mostWithin(500, at)).toBeLessThanOrEqual(28);
    // A second of waiting for Redis, then 50 per second.
    expect(at.length).toBeGreaterThan(60);

    await back();
    await expect.poll(() => limiter.available, { timeout: 4000 }).toBe(true);
    await take(limiter);
  });
});

describe("when Redis comes back quickly", () => {
  it("no call fails over a restart that loses its memory", async () => {
    const server = await ownServer();
    const limiter = limiterOf({ redis: server.url });
    await take(limiter);
    const running = takeFor(limiter, 1000);
    await server.restart();
    const { at, errors } = await running;
    expect(errors).toEqual([]);
    expect(at.length).toBeGreaterThan(5);
  });

  it("no call fails when it has forgotten everything", async () => {
    const server = await ownServer();
    const limiter = limiterOf({ redis: server.url, rate: 50 });
    await take(limiter);
    const admin = new Redis(server.url);
    await admin.flushall();
    admin.disconnect();
    const { at, errors } = await takeFor(limiter, 500);
    expect(errors).toEqual([]);
    expect(at.length).toBeGreaterThan(15);
  });
});
