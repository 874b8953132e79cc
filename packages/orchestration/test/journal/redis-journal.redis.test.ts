import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RunInProgressError } from "../../src/index.js";
import { redisJournal } from "../../src/redis.js";
import { behavesLikeAJournal, entriesOf } from "./behaviour.js";

let redis: Redis;
beforeAll(() => {
  redis = new Redis(process.env.REDIS_URL ?? "");
});
afterAll(() => redis.quit());

function setUp(leaseMs?: number) {
  const prefix = randomUUID();
  const open = () => redisJournal(redis, { prefix, leaseMs });
  return { prefix, journal: open(), open };
}

describe("redisJournal", () => {
  behavesLikeAJournal(setUp);

  it.each([
    ["a URL", () => process.env.REDIS_URL ?? ""],
    ["options", () => ({ port: Number(new URL(process.env.REDIS_URL ?? "").port) })],
  ])("closes the connection it makes of %s", async (_, given) => {
    const prefix = randomUUID();
    const journal = redisJournal(given(), { prefix });
    await journal.claim("run");
    await journal.append("run", { number: 1 });
    await journal.close();
    await expect(journal.append("run", { number: 2 })).rejects.toThrow("closed");
    const another = redisJournal(redis, { prefix });
    expect(await entriesOf(another, "run")).toEqual([{ number: 1 }]);
    expect(await another.isClaimed("run")).toBe(false);
  });

  it("leaves a client open that it was given", async () => {
    const { journal } = setUp();
    await journal.close();
    expect(await redis.ping()).toBe("PONG");
  });

  it("keeps a run for as long as its holder lives", async () => {
    const { journal, open } = setUp(900);
    await using _claim = await journal.claim("run");
    await sleep(1200);
    await expect(open().claim("run")).rejects.toThrow(RunInProgressError);
  });

  it("does not let a holder write that somebody else has followed", async () => {
    const { prefix, journal, open } = setUp();
    await using _claim = await journal.claim("run");
    await journal.append("run", { number: 1 });
    // As if the lease had run out while the holder was not looking.
    await redis.del(`${prefix}:holder:run`);
    await using _another = await open().claim("run");
    await expect(journal.append("run", { number: 2 })).rejects.toThrow(RunInProgressError);
    expect(await entriesOf(journal, "run")).toEqual([{ number: 1 }]);
  });

  it("does not let a holder write whose lease has run out, after the next one has gone too", async () => {
    const { prefix, journal, open } = setUp();
    await using claim = await journal.claim("run");
    await redis.del(`${prefix}:holder:run`);
    const other = open();
    const next = await other.claim("run");
    await other.append("run", { number: 1 });
    await next[Symbol.asyncDispose]();
    await expect(journal.append("run", { number: 2 })).rejects.toThrow(RunInProgressError);
    await expect(journal.remove("run")).rejects.toThrow(RunInProgressError);
    // Nor may it take the run a second time and so let its first claim write again.
    await expect(journal.claim("run")).rejects.toThrow(RunInProgressError);
    await claim[Symbol.asyncDispose]();
    await using _again = await journal.claim("run");
    await journal.append("run", { number: 3 });
    expect(await entriesOf(journal, "run")).toEqual([{ number: 1 }, { number: 3 }]);
  });

  it("tells the holder when the lease is gone", async () => {
    const { prefix, journal } = setUp(60);
    await using claim = await journal.claim("run");
    await redis.del(`${prefix}:holder:run`);
    await expect.poll(() => claim.lost?.aborted).toBe(true);
    expect(claim.lost?.reason).toBeInstanceOf(RunInProgressError);
  });

  it("frees the runs it holds when it is closed", async () => {
    const { journal, open } = setUp();
    await journal.claim("run");
    await journal.close();
    await using _claim = await open().claim("run");
  });
});
