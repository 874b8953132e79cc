import { describe, expect, it } from "vitest";
import type { StepEvent } from "../../src/index.js";
import { runSteps, type Step, StepSkipped } from "../../src/projects/run-steps.js";

const step = (id: string, more: Partial<Step> = {}): Step => ({
  id,
  platform: "zulip",
  title: `step ${id}`,
  run: async () => "created",
  ...more,
});
const failing = async (): Promise<never> => {
  throw new Error("broken");
};

describe("runSteps", () => {
  it("runs steps side by side, and each after what it needs", async () => {
    const events: string[] = [];
    const log = (event: StepEvent): void => void events.push(`${event.type} ${event.id}`);
    await runSteps([step("a"), step("b"), step("c", { needs: ["a", "b"] })], log);
    expect(events.slice(0, 2)).toEqual(["started a", "started b"]);
    expect(events.indexOf("started c")).toBeGreaterThan(events.indexOf("finished a"));
    expect(events.indexOf("started c")).toBeGreaterThan(events.indexOf("finished b"));
  });

  it("skips what needs a failed step, and what needs that, and nothing else", async () => {
    const reports = await runSteps([
      step("a", { run: failing }),
      step("b", { needs: ["a"] }),
      step("c", { needs: ["b"] }),
      step("d"),
    ]);
    expect(reports.map(({ state }) => state)).toEqual(["failed", "skipped", "skipped", "created"]);
    expect(reports[0]?.error).toMatchObject({ message: "broken" });
    expect(reports[1]?.error).toBeInstanceOf(StepSkipped);
  });

  it("waits for an earlier step without depending on its success", async () => {
    const reports = await runSteps([step("a", { run: failing }), step("b", { after: ["a"] })]);
    expect(reports.map(({ state }) => state)).toEqual(["failed", "created"]);
  });
});
