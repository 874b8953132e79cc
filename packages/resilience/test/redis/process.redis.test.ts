import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { RateLimiterUnavailableError } from "../../src/redis.js";
import { closeAll, limiterOf, ownServer, settledWithin, take } from "../support/redis-limiters.js";

afterEach(closeAll);

/** Runs code in a process of its own that has `redisRateLimiter`, `call` and `inspect`. */
async function runScript(code: string): Promise<{ output: string; code: unknown; ms: number }> {
  const source = new URL("../../src/", import.meta.url).href;
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
    { stdio: ["ignore", "pipe", "pipe"], cwd: fileURLToPath(new URL("../..", import.meta.url)) },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const [exitCode] = await once(child, "close");
  return { output, code: exitCode, ms: Number(/exit after (\d+)/.exec(output)?.[1]) };
}

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
