import { type Clock, ResilienceState, systemClock } from "@platformq/resilience";
import { describe, expect, test } from "vitest";
import { pauseBeforeLimit } from "../src/server-pace.js";
import { startZulip } from "./fake-zulip.js";

const NOW = 1_750_000_000_000;

/** Headers of an answer that leaves so many calls until a time. */
const left = (remaining: number, seconds: number, limit = 200, now = NOW) => ({
  "x-ratelimit-limit": String(limit),
  "x-ratelimit-remaining": String(remaining),
  "x-ratelimit-reset": String(Math.floor(now / 1000) + seconds),
});

describe("the server's own limit", () => {
  test.each([
    ["is far away", left(17, 20), 0],
    ["is near", left(16, 20), 20_000],
    ["is small, and near only at its end", left(2, 20, 10), 0],
    ["is small and used up", left(0, 20, 10), 20_000],
    ["was reset already", left(0, -1), 0],
    ["is left to the server to refuse with when it is hours away", left(0, 3600), 0],
    ["is not there", {}, 0],
  ])("%s", (_, headers, pauseMs) => {
    expect(pauseBeforeLimit(headers, () => NOW)).toBe(pauseMs);
  });

  test("holds all clients of the account before it is hit", async () => {
    await using server = await startZulip();
    const waits: number[] = [];
    const setTimeout: Clock["setTimeout"] = (callback, delayMs) => {
      waits.push(delayMs);
      return systemClock.setTimeout(callback, delayMs);
    };
    const clock = { ...systemClock, setTimeout };
    const shared = { clock, state: new ResilienceState(), rateLimit: 1_000, deadlineMs: false } as const;
    const [one, other] = [server.connect(shared), server.connect(shared)];
    server.faults.next({ headers: left(16, 50, 200, Date.now()) });
    await one.users.me();
    const waiting = other.users.me({ signal: AbortSignal.timeout(50) });
    await expect(waiting).rejects.toMatchObject({ outcome: "not-sent" });
    // Attempts are given up after half a minute; it is only a pause that takes longer.
    expect(waits.some((delayMs) => delayMs > 31_000 && delayMs <= 51_000)).toBe(true);
    expect(server.fake.requests).toHaveLength(1);
  });
});
