import { ManualClock } from "@platformq/testing";
import { expect, it } from "vitest";
import { CircuitBreaker, FailureWindow, FullJitterBackoff } from "../../src/index.js";
import { PipelineCall, type Policies, runPipeline } from "../../src/pipeline/pipeline.js";
import type { Permit } from "../../src/policies/circuit-breaker.js";
import { Sweeper } from "../../src/sweeper.js";

/** A call whose preparation is outdated by the time of its first attempt. */
class OutdatedOnce extends PipelineCall<string> {
  readonly observer = { retry() {}, rateLimited() {} };
  rounds = 0;

  constructor(
    readonly policies: Policies,
    clock: ManualClock,
  ) {
    super({ service: "test", clock, sweeper: new Sweeper(clock) }, "GET thing", {});
  }

  override isPrepared(): boolean {
    return ++this.rounds > 1;
  }

  async attempt(permit: Permit): Promise<string> {
    this.policies.breaker?.success(permit);
    return "done";
  }

  finish(): void {
    this.close();
  }
}

it("a call that goes round once more before its attempt leaves the probe of a circuit to whoever is first", async () => {
  const clock = new ManualClock();
  const breaker = new CircuitBreaker({
    name: "test",
    breaker: new FailureWindow({ clock }),
    openMs: 1_000,
    clock,
  });
  const random = (): number => 0;
  const policies = { breaker, backoff: new FullJitterBackoff({ random }), maxRetries: 0, random };
  const call = new OutdatedOnce(policies, clock);
  for (let i = 0; i < 5; i++) breaker.failure(breaker.permit(call));
  clock.advance(1_000);
  await expect(runPipeline(call)).resolves.toBe("done");
  expect(call).toMatchObject({ rounds: 2, attempts: 1 });
  expect(breaker.state).toBe("closed");
});
