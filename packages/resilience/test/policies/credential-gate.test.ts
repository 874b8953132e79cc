import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { Call } from "../../src/pipeline/call.js";
import { CredentialGate } from "../../src/policies/credential-gate.js";
import { Sweeper } from "../../src/sweeper.js";
import { settle } from "../support/settle.js";

function setUp() {
  const clock = new ManualClock();
  const context = { service: "test", clock, sweeper: new Sweeper(clock) };
  const gate = new CredentialGate();
  const call = (signal?: AbortSignal): Call => new Call(context, "GET thing", { signal });
  const told: string[] = [];
  /** Waits, and says so when it may go; only then it claims. */
  const enter = (name: string, isSlow = false, signal?: AbortSignal): Promise<unknown> =>
    gate.enter(call(signal), isSlow, false).then(
      () => told.push(`${name} may go`),
      (error: Error) => told.push(`${name} ${error.name}`),
    );
  return { clock, gate, call, enter, told };
}

describe("CredentialGate", () => {
  it("lets one call prove the credential while the others wait", async () => {
    const { gate, call, enter, told } = setUp();
    await enter("a");
    const prover = call();
    expect(gate.claim(prover, false)).toBe(true);
    for (const name of ["b", "c"]) void enter(name);
    await settle();
    expect(told).toEqual(["a may go"]);
    gate.answered(true);
    await settle();
    expect(told).toEqual(["a may go", "b may go", "c may go"]);
    expect(gate.proven).toBe(true);
  });

  it("lets nobody go that passed before another claimed the proof, or before the credential was refused", () => {
    const { gate, call } = setUp();
    const prover = call();
    expect(gate.claim(prover, false)).toBe(true);
    expect(gate.claim(call(), false)).toBe(false);
    gate.answered(false);
    expect(gate.claim(call(), false)).toBe(false);
  });

  it("latches a refused credential, and lets nobody prove it but who asks again", async () => {
    const { gate, call } = setUp();
    gate.answered(false);
    await gate.enter(call(), false, false);
    expect(gate.rejected).toBe(true);
    await gate.enter(call(), false, true);
    expect(gate.rejected).toBe(false);
    expect(gate.claim(call(), false)).toBe(true);
  });

  it("is not talked out of a refusal by an answer to a request that was out before", () => {
    const { gate } = setUp();
    gate.answered(true);
    gate.answered(false);
    gate.answered(true);
    expect(gate.rejected).toBe(true);
  });

  it("lets the next claim the proof when no answer came, whoever of those that waited is still there", async () => {
    const { gate, call, enter, told } = setUp();
    const prover = call();
    gate.claim(prover, false);
    const leaving = new AbortController();
    void enter("b", false, leaving.signal);
    void enter("c");
    leaving.abort();
    gate.unanswered(prover);
    await settle();
    expect(told).toEqual(["b AbortError", "c may go"]);
    expect(gate.claim(call(), false)).toBe(true);
  });

  it("lets who is quick pass a slow proof, whose end does not take the other's place", async () => {
    const { clock, gate, call, enter, told } = setUp();
    const [upload, quick] = [call(), call()];
    gate.claim(upload, true);
    void enter("upload", true);
    await enter("get");
    expect(told).toEqual(["get may go"]);
    expect(gate.claim(quick, false)).toBe(true);
    gate.unanswered(upload);
    expect(gate.claim(call(), false)).toBe(false);
    gate.answered(true);
    await settle();
    expect(told).toEqual(["get may go", "upload may go"]);
    expect(clock.holding).toBe(0);
  });

  it("holds others of its kind back for 5 s only", async () => {
    const { clock, gate, call, enter, told } = setUp();
    const first = call();
    gate.claim(first, true);
    void enter("second", true);
    await clock.advanceAsync(4_999);
    expect(told).toEqual([]);
    await clock.advanceAsync(1);
    expect(told).toEqual(["second may go"]);
    expect(gate.claim(call(), true)).toBe(true);
    gate.unanswered(first);
    expect(gate.claim(call(), true)).toBe(false);
  });
});
