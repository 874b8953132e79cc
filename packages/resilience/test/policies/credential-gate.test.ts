import { describe, expect, it } from "vitest";
import { Call } from "../../src/pipeline/call.js";
import { CredentialGate } from "../../src/policies/credential-gate.js";
import { Sweeper } from "../../src/sweeper.js";
import { FakeClock, settle } from "../support/fake-clock.js";

function setUp() {
  const clock = new FakeClock();
  const context = { service: "test", clock, sweeper: new Sweeper(clock) };
  const gate = new CredentialGate();
  const call = (signal?: AbortSignal): Call => new Call(context, "GET thing", { signal });
  const told: string[] = [];
  const enter = (name: string, signal?: AbortSignal): Promise<unknown> =>
    gate.enter(call(signal), false).then(
      (proving) => told.push(`${name} ${proving ? "proves" : "may go"}`),
      (error: Error) => told.push(`${name} ${error.name}`),
    );
  return { gate, call, enter, told };
}

describe("CredentialGate", () => {
  it("lets one call prove the credential while the others wait", async () => {
    const { gate, enter, told } = setUp();
    for (const name of ["a", "b", "c"]) void enter(name);
    await settle();
    expect(told).toEqual(["a proves"]);
    gate.answered(true);
    await settle();
    expect(told).toEqual(["a proves", "b may go", "c may go"]);
    expect(gate.proven).toBe(true);
  });

  it("latches a refused credential, and lets nobody prove it but who asks again", async () => {
    const { gate, call, enter, told } = setUp();
    await enter("a");
    void enter("b");
    gate.answered(false);
    await settle();
    expect(told).toEqual(["a proves", "b may go"]);
    expect(gate.rejected).toBe(true);
    expect(await gate.enter(call(), false)).toBe(false);
    expect(await gate.enter(call(), true)).toBe(true);
    expect(gate.rejected).toBe(false);
  });

  it("hands the proof to the next in line when no answer came", async () => {
    const { gate, enter, told } = setUp();
    for (const name of ["a", "b", "c"]) void enter(name);
    await settle();
    gate.unanswered();
    await settle();
    expect(told).toEqual(["a proves", "b proves"]);
  });

  it("lets a waiting call leave, and does not hand it the proof", async () => {
    const { gate, enter, told } = setUp();
    await enter("a");
    const leaving = new AbortController();
    void enter("b", leaving.signal);
    void enter("c");
    leaving.abort();
    gate.unanswered();
    await settle();
    expect(told).toEqual(["a proves", "b AbortError", "c proves"]);
  });
});
