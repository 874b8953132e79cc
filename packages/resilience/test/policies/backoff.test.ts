import { IterableBackoff } from "cockatiel";
import { describe, expect, it } from "vitest";
import { asText, FullJitterBackoff, path } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { startServer } from "../support/server.js";

describe("FullJitterBackoff", () => {
  it("doubles its ceiling from 200 ms and stops at 10 s", () => {
    const backoff = new FullJitterBackoff({ random: () => 1 });
    const ceilings = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => backoff.next({ attempt }).duration);
    expect(ceilings).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  });

  it("waits anything between nothing and the ceiling", () => {
    const waits = [0, 0.25, 0.999].map(
      (chance) => new FullJitterBackoff({ random: () => chance }).next({ attempt: 2 }).duration,
    );
    expect(waits).toEqual([0, 100, 399.6]);
  });

  it("goes on from step to step, as cockatiel's backoffs do", () => {
    const first = new FullJitterBackoff({ random: () => 1, baseMs: 10, maxMs: 30 }).next({ attempt: 1 });
    const second = first.next({ attempt: 2 });
    expect([first.duration, second.duration, second.next({ attempt: 3 }).duration]).toEqual([10, 20, 30]);
  });

  it("can be replaced by one of cockatiel's", async () => {
    await using server = await startServer((_, response, index) =>
      response.writeHead(index < 2 ? 500 : 200).end("ok"),
    );
    const backoff = new IterableBackoff([20, 40]);
    const client = testClient(server.url, { retry: { backoff } });
    await expect(client.request({ method: "GET", path: path`thing` }, asText)).resolves.toBe("ok");
    const [first, second, third] = server.requests.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(19);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(39);
  });
});
