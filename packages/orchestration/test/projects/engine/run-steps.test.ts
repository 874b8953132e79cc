import { CircuitOpenError, type Clock, NetworkError, systemClock } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { memoryJournal } from "../../../src/index.js";
import type { RunNews } from "../../../src/projects/engine/run-event.js";
import { RunLog } from "../../../src/projects/engine/run-log.js";
import { runSteps } from "../../../src/projects/engine/run-steps.js";
import { absent, owned, type Step, there } from "../../../src/projects/engine/step.js";
import { checkSpec } from "../../../src/projects/project-spec.js";
import type { Leftover } from "../../../src/projects/report.js";

/** A step that makes something unless it is there. */
function step(id: string, more: Partial<Step> = {}) {
  const made = { is: false, times: 0 };
  const whole: Step = {
    id,
    platform: "zulip",
    title: `step ${id}`,
    inspect: async () => (made.is ? there() : absent),
    apply: async () => {
      made.is = true;
      made.times++;
    },
    ...more,
  };
  return Object.assign(whole, { made });
}

const failing = { apply: () => Promise.reject(new Error("broken")) };
const spec = checkSpec({ name: "Apollo", members: [] });

/** A clock on which no time is ever left to wait. */
const clock: Clock = {
  ...systemClock,
  setTimeout: (callback) => systemClock.setTimeout(callback, 0),
};

async function run(steps: readonly Step[], journal = memoryJournal()) {
  const log = await RunLog.read(journal, "run");
  if (log.order === undefined) await log.begin({ kind: "apply", spec, onFailure: "keep" });
  const news: RunNews[] = [];
  const leftovers: Leftover[] = [];
  const reports = await runSteps(steps, {
    log,
    concurrency: 2,
    emit: (one) => news.push(one),
    patienceMs: () => 1000,
    clock,
    stopped: () => undefined,
    onReport: () => {},
    onLeftover: (leftover) => leftovers.push(leftover),
  });
  const order = news.flatMap((one) => ("id" in one ? [`${one.type} ${one.id}`] : []));
  return { reports, states: reports.map(({ state }) => state), order, log };
}

describe("runSteps", () => {
  it("runs steps side by side, and each after what it needs", async () => {
    const { order } = await run([step("a"), step("b"), step("c", { needs: ["a", "b"] })]);
    expect(order.slice(0, 2)).toEqual(["started a", "started b"]);
    expect(order.at(-2)).toBe("started c");
  });

  it("skips what needs a failed step, and what needs that, and nothing else", async () => {
    const { reports, states } = await run([
      step("a", failing),
      step("b", { needs: ["a"] }),
      step("c", { needs: ["b"] }),
      step("d"),
    ]);
    expect(states).toEqual(["failed", "skipped", "skipped", "created"]);
    expect(reports[0]?.error).toMatchObject({ message: "broken" });
    expect(reports[1]?.error).toMatchObject({ code: "SKIPPED", message: expect.stringContaining("step a") });
  });

  it("waits for an earlier step without depending on its success", async () => {
    const { states, order } = await run([step("a", failing), step("b", { after: ["a"] })]);
    expect(states).toEqual(["failed", "created"]);
    expect(order.indexOf("started b")).toBeGreaterThan(order.indexOf("finished a"));
  });

  it("does not do what is done already", async () => {
    const one = step("a", { inspect: async () => there() });
    expect((await run([one])).states).toEqual(["found"]);
    expect(one.made.times).toBe(0);
  });

  it("writes its intent down before it does something, and after that what became of it", async () => {
    const journal = memoryJournal();
    const seen: unknown[] = [];
    const one = step("a");
    one.apply = async () => {
      for await (const entry of journal.read("run")) seen.push(entry.type);
      one.made.is = true;
    };
    const { log } = await run([one], journal);
    expect(seen).toEqual(["begun", "intent"]);
    expect(log.doneBefore("a")).toMatchObject({ state: "created", isOwned: true });
  });

  it("looks again when an answer was lost, and does not claim what it found without a mark", async () => {
    const lost = new NetworkError("reset", "ECONNRESET", { outcome: "unknown" });
    const unmarked = step("a");
    const ours = step("b");
    for (const one of [unmarked, ours]) {
      one.apply = async () => {
        one.made.is = true;
        throw lost;
      };
    }
    ours.inspect = async () => (ours.made.is ? owned(true) : absent);
    const { states, log } = await run([unmarked, ours]);
    expect(states).toEqual(["created", "created"]);
    expect([log.doneBefore("a")?.isOwned, log.doneBefore("b")?.isOwned]).toEqual([false, true]);
  });

  it("fails with the first error when looking again finds nothing, or fails too", async () => {
    const lost = new NetworkError("reset", "ECONNRESET", { outcome: "unknown" });
    const nothing = step("a", { apply: () => Promise.reject(lost) });
    const blind = step("b", {
      inspect: async (fresh) => (fresh ? Promise.reject(new Error("blind")) : absent),
      apply: () => Promise.reject(lost),
    });
    const { reports } = await run([nothing, blind]);
    expect(reports.map(({ error }) => error?.code)).toEqual(["ECONNRESET", "ECONNRESET"]);
  });

  it("says of what an earlier process did what it did", async () => {
    const journal = memoryJournal();
    const steps = [step("a"), step("b", failing)];
    await run(steps, journal);
    const { states } = await run([steps[0] ?? step("a"), step("b")], journal);
    expect(states).toEqual(["created", "created"]);
    expect(steps[0]?.made.times).toBe(1);
  });

  it("waits for what an earlier process had begun before it looks", async () => {
    const journal = memoryJournal();
    const dying = step("a", {
      apply: async (_, takeNote) => {
        await takeNote("job 7");
        throw new Error("the process ended here");
      },
    });
    await run([dying], journal);
    const settled: string[] = [];
    const one = step("a");
    one.settle = async (note) => {
      settled.push(note);
      one.made.is = true;
    };
    expect((await run([one], journal)).states).toEqual(["created"]);
    expect([settled, one.made.times]).toEqual([["job 7"], 0]);
  });

  it("waits for a platform that is left alone for a while, and for no longer than it has patience", async () => {
    const open = (id: string, retryAfterMs: number) => {
      const one = step(id);
      const { apply } = one;
      let tries = 0;
      one.apply = async (inspection, takeNote) => {
        if (++tries < 3) throw new CircuitOpenError("open", retryAfterMs);
        return apply(inspection, takeNote);
      };
      return one;
    };
    const { reports, order } = await run([open("a", 500), open("b", 501)]);
    expect(reports.map(({ state, error }) => [state, error?.code])).toEqual([
      ["created", undefined],
      ["failed", "CIRCUIT_OPEN"],
    ]);
    expect(order.filter((one) => one.startsWith("waiting"))).toEqual(["waiting a", "waiting b", "waiting a"]);
  });
});
