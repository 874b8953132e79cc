import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { ResilienceState, TokenBucket } from "../src/index.js";
import { FailureWindow } from "../src/policies/failure-window.js";
import { remember } from "../src/remember.js";

describe("remember", () => {
  it("makes an entry once", () => {
    const entries = new Map<string, object>();
    const made = remember(entries, "a", () => ({}));
    expect(remember(entries, "a", () => ({}))).toBe(made);
  });

  it("keeps a thousand entries and drops the one that was not used for longest", () => {
    const entries = new Map<string, number>();
    for (let i = 0; i < 1_000; i++) remember(entries, `${i}`, () => i);
    remember(entries, "0", () => -1);
    remember(entries, "new", () => 1_000);
    expect(entries.size).toBe(1_000);
    expect(entries.get("0")).toBe(0);
    expect(entries.has("1")).toBe(false);
  });
});

describe("ResilienceState", () => {
  it("has one circuit per name, whose first settings count", () => {
    const clock = new ManualClock();
    const state = new ResilienceState();
    const settings = { name: "a", breaker: new FailureWindow({ clock }), openMs: 1, clock };
    const circuit = state.breaker(settings);
    expect(state.breaker({ ...settings, openMs: 99 })).toBe(circuit);
    expect(state.breaker({ ...settings, name: "b" })).not.toBe(circuit);
    expect([...state.breakers.keys()]).toEqual(["a", "b"]);
  });

  it("pauses every account of an origin, and no other origin", () => {
    const clock = new ManualClock();
    const state = new ResilienceState();
    const limiter = (origin: string, account: string) =>
      state.limiter(origin, account, () => new TokenBucket({ rate: 10, clock }));
    const [anna, ben] = [limiter("https://a", "anna"), limiter("https://a", "ben")];
    const elsewhere = limiter("https://b", "anna");
    state.pauseAll("https://a", 1_000);
    expect([anna, ben, elsewhere].map((one) => one.tryTake())).toEqual([false, false, true]);
  });

  it("does not grow with the number of accounts, credentials and services", () => {
    const clock = new ManualClock();
    const state = new ResilienceState();
    for (let i = 0; i < 3_000; i++) {
      state.breaker({ name: `${i}`, breaker: new FailureWindow({ clock }), openMs: 1, clock });
    }
    expect(state.breakers.size).toBe(1_000);
    const first = state.credentialGate("first");
    for (let i = 0; i < 1_000; i++) state.credentialGate(`${i}`);
    expect(state.credentialGate("first")).not.toBe(first);
  });
});
