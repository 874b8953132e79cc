import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../src/clock.js";
import { PlatformError } from "../src/errors/platform-error.js";
import { Call, type CallOptions } from "../src/pipeline/call.js";
import {
  RateLimiterUnavailableError,
  type RedisRateLimiter,
  type RedisRateLimiterOptions,
  redisRateLimiter,
} from "../src/redis.js";
import { sweeperOf } from "../src/sweeper.js";
import { RedisServer } from "./support/redis-server.js";

const REDIS_URL = process.env.REDIS_URL;
if (REDIS_URL === undefined)
  throw new Error("REDIS_URL is not set; run these tests with `npm run test:redis`");

const context = { service: "test", clock: systemClock, sweeper: sweeperOf(systemClock) };
const disposables: { close(): Promise<void> }[] = [];

function limiterOf(options: Partial<RedisRateLimiterOptions> = {}): RedisRateLimiter {
  const limiter = redisRateLimiter({
    redis: REDIS_URL ?? "",
    id: randomUUID(),
    rate: 20,
    onUnavailable: "fail",
    ...options,
  });
  disposables.push(limiter);
  return limiter;
}

async function ownServer(...options: string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...options);
  disposables.push({ close: () => server.stop() });
  return server;
}

afterEach(async () => {
  // Limiters first: they came after their servers.
  for (const disposable of disposables.splice(0).reverse()) await disposable.close();
});

const callOf = (options: CallOptions = {}): Call => new Call(context, "GET something", options);
const take = (limiter: RedisRateLimiter, options?: CallOptions): Promise<void> =>
  limiter.take(callOf(options));
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes slots for a while as fast as they come, by eight callers; tells when each came and what failed. */
async function takeFor(
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
function mostWithin(windowMs: number, times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(...sorted.map((from) => sorted.filter((at) => at >= from && at < from + windowMs).length));
}

async function settledWithin(ms: number, promise: Promise<unknown>): Promise<unknown> {
  const outcome = promise.then(
    () => "taken",
    (error: unknown) => error,
  );
  return Promise.race([outcome, sleep(ms).then(() => "still waiting")]);
}

/** A process that waits for a line on standard input before it takes slots. */
function startWorker(id: string, rate: number, durationMs: number): ChildProcess {
  const worker = fileURLToPath(new URL("support/redis-worker.ts", import.meta.url));
  const args = [
    "--conditions=@platformq/source",
    "--import",
    "tsx",
    worker,
    REDIS_URL ?? "",
    id,
    `${rate}`,
    `${durationMs}`,
  ];
  return spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
}

describe("a shared rate", () => {
  it("is kept by two processes together within 5 %, evenly spaced", async () => {
    const id = randomUUID();
    const workers = [startWorker(id, 20, 4000), startWorker(id, 20, 4000)];
    const outputs = ["", ""];
    for (const [i, worker] of workers.entries()) worker.stdout?.on("data", (chunk) => (outputs[i] += chunk));
    await expect
      .poll(() => outputs.every((output) => output.includes("ready")), { timeout: 10_000 })
      .toBe(true);
    for (const worker of workers) worker.stdin?.write("go\n");
    const codes = await Promise.all(workers.map(async (worker) => (await once(worker, "exit"))[0]));
    expect(codes).toEqual([0, 0]);

    const shares = outputs.map((output) => output.split("\n").slice(1, -1).map(Number));
    const all = shares.flat();
    expect(all.length).toBeGreaterThanOrEqual(76);
    expect(all.length).toBeLessThanOrEqual(84);
    // 20, and what a busy machine wakes late.
    expect(mostWithin(1000, all)).toBeLessThanOrEqual(24);
    // Neither starves.
    for (const share of shares) expect(share.length).toBeGreaterThan(30);
  }, 20_000);

  it("reaches 500 per second", async () => {
    const limiter = limiterOf({ rate: 500 });
    await take(limiter);
    const { at, errors } = await takeFor(limiter, 1500);
    expect(errors).toEqual([]);
    expect(at.length).toBeLessThanOrEqual(1.05 * 750);
    // The best half second: a busy machine may hold the others up.
    expect(mostWithin(500, at)).toBeGreaterThanOrEqual(0.85 * 250);
  });

  it("has no burst after a quiet time", async () => {
    const limiter = limiterOf({ rate: 50 });
    await take(limiter);
    await sleep(200);
    const started = performance.now();
    await Promise.all(Array.from({ length: 6 }, () => take(limiter)));
    expect(performance.now() - started).toBeGreaterThan(90);
  });

  it("takes over the rate of the process that started last", async () => {
    const id = randomUUID();
    await take(limiterOf({ id, rate: 1 }));
    const limiter = limiterOf({ id, rate: 100 });
    await take(limiter);
    const started = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => take(limiter)));
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("is taken from a client of the user without touching it", async () => {
    const redis = new Redis(REDIS_URL);
    const limiter = limiterOf({ redis });
    await take(limiter);
    await limiter.close();
    expect(await redis.ping()).toBe("PONG");
    redis.disconnect();
  });

  it("forgets the slots of a process that dies before they come", async () => {
    const id = randomUUID();
    const limiter = limiterOf({ id, rate: 1 });
    await take(limiter);
    const waiting = settledWithin(1500, take(limiter));
    const redis = new Redis(REDIS_URL);
    const expirations = `b_platformq_${id}_job_expirations`;
    await expect.poll(() => redis.zcount(expirations, Date.now(), Date.now() + 60_000)).toBe(1);
    redis.disconnect();
    expect(await waiting).toBe("taken");
  });

  it("can be taken from plain ioredis options", async () => {
    const { hostname, port } = new URL(REDIS_URL);
    await take(limiterOf({ redis: { host: hostname, port: Number(port) } }));
  });
});

describe("waiting calls", () => {
  it("go in order of arrival", async () => {
    const limiter = limiterOf({ rate: 100 });
    const order: number[] = [];
    await Promise.all(Array.from({ length: 20 }, (_, i) => take(limiter).then(() => order.push(i))));
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it("leave the queue when aborted, and cost the others no more than the slots requested ahead", async () => {
    const shared = { id: randomUUID(), rate: 50 };
    const [limiter, other] = [limiterOf(shared), limiterOf(shared)];
    await Promise.all([take(limiter), take(other)]);
    const controller = new AbortController();
    const waiting = Array.from({ length: 500 }, () => take(limiter, { signal: controller.signal }));
    const results = Promise.allSettled(waiting);
    await sleep(100);
    controller.abort();
    const rejected = (await results).filter(({ status }) => status === "rejected");
    expect(rejected.length).toBeGreaterThan(480);
    const started = performance.now();
    await take(other);
    // Five are requested ahead at 50 per second: at most 100 ms, and this call's own turn.
    expect(performance.now() - started).toBeLessThan(200);
  });

  it("fail at once when their turn would come after their deadline", async () => {
    const limiter = limiterOf({ rate: 10 });
    await take(limiter);
    const patient = Array.from({ length: 5 }, () => take(limiter));
    await expect(take(limiter, { deadlineMs: 300 })).rejects.toMatchObject({ code: "RATE_LIMIT_WAIT" });
    await Promise.all(patient);
  });

  it("wait while the server wants a pause", async () => {
    const limiter = limiterOf({ rate: 100 });
    await take(limiter);
    const started = performance.now();
    limiter.pause(150);
    await take(limiter);
    expect(performance.now() - started).toBeGreaterThanOrEqual(149);
  });

  it("take no slots from the other processes during a pause", async () => {
    const shared = { id: randomUUID(), rate: 20 };
    const [limiter, other] = [limiterOf(shared), limiterOf(shared)];
    await Promise.all([take(limiter), take(other)]);
    limiter.pause(60_000);
    const controller = new AbortController();
    const paused = Array.from({ length: 5 }, () => take(limiter, { signal: controller.signal }));
    const results = Promise.allSettled(paused);
    const started = performance.now();
    await Promise.all(Array.from({ length: 10 }, () => take(other)));
    expect(performance.now() - started).toBeLessThan(750);
    controller.abort();
    expect((await results).every(({ status }) => status === "rejected")).toBe(true);
  });

  it("get the slot of a request that was not sent", async () => {
    const limiter = limiterOf({ rate: 2 });
    await take(limiter);
    const [first, second] = [take(limiter), take(limiter)];
    await first;
    const started = performance.now();
    limiter.giveBack();
    await second;
    expect(performance.now() - started).toBeLessThan(100);
  });
});

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

describe("closing", () => {
  it("fails the calls that wait, and later ones", async () => {
    const limiter = limiterOf({ rate: 1 });
    await take(limiter);
    const waiting = Array.from({ length: 3 }, () => settledWithin(100, take(limiter)));
    await limiter.close();
    for (const outcome of [...(await Promise.all(waiting)), await settledWithin(100, take(limiter))]) {
      expect(outcome).toBeInstanceOf(RateLimiterUnavailableError);
      expect(String(outcome)).toContain("the limiter was closed");
    }
  });

  it.each(["close", "idle", "frozen"])("lets the process end: %s", async (mode) => {
    const server = await ownServer();
    const { output, code, ms } = await runScript(`
      const limiter = redisRateLimiter({ redis: "${server.url}", id: "x", rate: 1, onUnavailable: "fail" });
      await limiter.take(call());
      if ("${mode}" === "close") {
        const waiting = [1, 2, 3].map(() => limiter.take(call()).catch((error) => console.log(error.code)));
        await new Promise((resolve) => setTimeout(resolve, 50));
        await limiter.close();
        await Promise.all(waiting);
      }
      if ("${mode}" === "frozen") {
        process.kill(${server.pid}, "SIGSTOP");
        void limiter.take(call()).catch(() => {});
        await limiter.close();
      }
      console.log("done");
      const done = performance.now();
      process.on("exit", () => console.log("exit after " + Math.round(performance.now() - done)));
    `);
    server.thaw();
    expect(output).toContain("done");
    if (mode === "close") expect(output.match(/RATE_LIMITER_UNAVAILABLE/g)).toHaveLength(3);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(700);
  });
});

describe("a password", () => {
  const PASSWORD = "c4nary-p4ssword";

  it("opens the door", async () => {
    const server = await ownServer("--requirepass", PASSWORD);
    await take(limiterOf({ redis: `redis://:${PASSWORD}@127.0.0.1:${server.port}` }));
  });

  it("that is wrong is in no error and no output, and the reason is told", async () => {
    const server = await ownServer("--requirepass", "another");
    const { output } = await runScript(`
      const limiter = redisRateLimiter({ redis: "redis://:${PASSWORD}@127.0.0.1:${server.port}", id: "x", rate: 10, onUnavailable: "fail" });
      const error = await limiter.take(call()).catch((error) => error);
      console.log(error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 10, showHidden: true }), error.cause);
      console.log(inspect(limiter, { depth: 10, showHidden: true }));
      await limiter.close();
    `);
    expect(output).toContain("WRONGPASS");
    expect(output).not.toContain(PASSWORD);
  });

  it("that a server repeats in its complaint is taken out", async () => {
    const server = await ownServer("--rename-command", "AUTH", "");
    const limiter = limiterOf({ redis: `redis://:${PASSWORD}@127.0.0.1:${server.port}` });
    const error = await settledWithin(1500, take(limiter));
    expect(String(error)).toContain("unknown command");
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(PASSWORD);
  });
});

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("a rate of %s is refused", (rate) => {
  expect(() => limiterOf({ rate })).toThrow(/must be a positive number/);
});

/** Runs code in a process of its own that has `redisRateLimiter`, `call` and `inspect`. */
async function runScript(code: string): Promise<{ output: string; code: unknown; ms: number }> {
  const source = new URL("../src/", import.meta.url).href;
  const script = `
    import { inspect } from "node:util";
    import { systemClock } from "${source}clock.ts";
    import { Call } from "${source}pipeline/call.ts";
    import { redisRateLimiter } from "${source}redis.ts";
    import { sweeperOf } from "${source}sweeper.ts";
    const call = () => new Call({ service: "test", clock: systemClock, sweeper: sweeperOf(systemClock) }, "GET x", {});
    ${code}`;
  const child = spawn(
    process.execPath,
    ["--conditions=@platformq/source", "--import", "tsx", "--input-type=module", "--eval", script],
    { stdio: ["ignore", "pipe", "pipe"], cwd: fileURLToPath(new URL("..", import.meta.url)) },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const [exitCode] = await once(child, "close");
  return { output, code: exitCode, ms: Number(/exit after (\d+)/.exec(output)?.[1]) };
}
