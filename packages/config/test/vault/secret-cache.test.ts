import { silentLogger } from "@platformq/resilience";
import { ManualClock } from "@platformq/testing";
import { describe, expect, it, vi } from "vitest";
import { SecretCache, type SecretData } from "../../src/vault/secret-cache.js";

function cacheOf(read: () => Promise<SecretData>) {
  const clock = new ManualClock();
  const reading = vi.fn(read);
  const log: string[] = [];
  const note = (_: object, message: string): void => void log.push(message);
  const logger = { ...silentLogger, info: note, warn: note };
  return { clock, reading, log, cache: new SecretCache({ read: reading, cacheMs: 60_000, clock, logger }) };
}

describe("SecretCache", () => {
  it("gives what is old at once, and reads it anew behind the call, once for many", async () => {
    const values = ["one", "two"];
    const { cache, clock, reading, log } = cacheOf(async () => ({ key: values.shift() ?? "" }));
    await cache.get("zulip");
    clock.advance(59_999);
    cache.known("zulip");
    expect(reading).toHaveBeenCalledTimes(1);
    clock.advance(1);
    expect([cache.known("zulip"), cache.known("zulip")]).toEqual([{ key: "one" }, { key: "one" }]);
    await vi.waitFor(() => expect(cache.known("zulip")).toEqual({ key: "two" }));
    expect(reading).toHaveBeenCalledTimes(2);
    expect(log).toEqual(["a secret has changed in Vault"]);
  });

  it("tries again after five seconds when Vault is away", async () => {
    let isAway = false;
    const { cache, clock, reading, log } = cacheOf(async () => {
      if (isAway) throw new Error("away");
      return { key: "one" };
    });
    await cache.get("zulip");
    isAway = true;
    clock.advance(60_000);
    cache.known("zulip");
    await vi.waitFor(() => expect(log).toEqual(["a secret could not be read anew from Vault"]));
    clock.advance(4999);
    cache.known("zulip");
    expect(reading).toHaveBeenCalledTimes(2);
    clock.advance(1);
    expect(cache.known("zulip")).toEqual({ key: "one" });
    expect(reading).toHaveBeenCalledTimes(3);
  });

  it("does not remember a first reading that failed", async () => {
    const results = [Promise.reject(new Error("away")), Promise.resolve({ key: "one" })];
    const { cache } = cacheOf(() => results.shift() ?? Promise.resolve({}));
    await expect(cache.get("zulip")).rejects.toThrow("away");
    expect(await cache.get("zulip")).toEqual({ key: "one" });
  });
});
