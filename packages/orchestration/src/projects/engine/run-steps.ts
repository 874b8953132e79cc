import { type Clock, isPlatformError, pause } from "@platformq/resilience";
import type { PlatformName } from "../../clients.js";
import { PlanOutdatedError, StepSkippedError } from "../errors.js";
import { errorReport, type Leftover, type StepReport, type StepState, type StepTitle } from "../report.js";
import type { RunNews } from "./run-event.js";
import type { RunLog } from "./run-log.js";
import { Slots } from "./slots.js";
import { type Action, type Inspection, isSettled, type Step } from "./step.js";
import { WaitBudget } from "./wait-budget.js";

/** How steps are run, and who hears of it. */
export interface RunSettings {
  readonly log: RunLog;
  /** How many steps run side by side. */
  readonly concurrency: number;
  readonly emit: (news: RunNews) => void;
  /** How long a step waits in all for its platform, in milliseconds. */
  readonly patienceMs: (platform: PlatformName) => number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Whether to begin no further step, and why. */
  readonly stopped: () => string | undefined;
  /** Hears of each step that is over. */
  readonly onReport: (report: StepReport) => void;
  readonly onLeftover: (leftover: Leftover) => void;
}

type Outcome = Exclude<StepState, "failed" | "skipped">;

const RESULT = { create: "created", adopt: "updated", update: "updated", remove: "removed" } as const;

/**
 * Runs steps side by side, each as soon as what it needs is there. A step that fails takes only those with it that need
 * it; every step is reported.
 *
 * Each step looks first. Before it has an effect its intent is in the journal, and after that what became of it: a run
 * that is killed in between looks again the next time, and does nothing twice.
 */
export async function runSteps(steps: readonly Step[], settings: RunSettings): Promise<StepReport[]> {
  const runner = new StepRunner(settings);
  const running = new Map<string, Promise<StepReport>>();
  // Steps stand in an order in which each comes after what it needs.
  for (const step of steps) {
    const before = (ids: readonly string[] = []): Promise<StepReport[]> =>
      Promise.all(ids.flatMap((id) => running.get(id) ?? []));
    running.set(step.id, runner.run(step, before(step.needs), before(step.after)));
  }
  return Promise.all(running.values());
}

class StepRunner {
  readonly #slots: Slots;

  constructor(private readonly settings: RunSettings) {
    this.#slots = new Slots(settings.concurrency);
  }

  async run(step: Step, needed: Promise<StepReport[]>, earlier: Promise<unknown>): Promise<StepReport> {
    const { emit, clock, signal, patienceMs, onReport } = this.settings;
    const title = titleOf(step);
    const report = (result: Result): StepReport => {
      const { state, durationMs, error } = result;
      const whole = {
        ...title,
        state,
        durationMs,
        ...(error !== undefined && { error: errorReport(error) }),
      };
      emit({ type: "finished", ...whole });
      onReport(whole);
      return whole;
    };
    await earlier;
    for (const { state, title: other } of await needed) {
      if (state === "failed" || state === "skipped") return report(skipped(`${other} did not succeed`));
    }
    const budget = new WaitBudget(patienceMs(step.platform));
    for (;;) {
      const result = await this.#try(step);
      const waitMs = budget.waitAfter(result.error);
      if (waitMs === undefined) return report(result);
      emit({ type: "waiting", waitMs, ...title });
      await pause(clock, waitMs, signal);
    }
  }

  async #try(step: Step): Promise<Result> {
    using _slot = await this.#slots.take();
    const reason = this.settings.stopped();
    if (reason !== undefined) return skipped(reason);
    this.settings.emit({ type: "started", ...titleOf(step) });
    const begun = performance.now();
    try {
      const state = await this.#bringAbout(step);
      return { state, durationMs: performance.now() - begun };
    } catch (error) {
      return { state: "failed", durationMs: performance.now() - begun, error };
    }
  }

  async #bringAbout(step: Step): Promise<Outcome> {
    const { log } = this.settings;
    const pending = log.pending(step.id);
    const note = log.noteOf(step.id);
    if (pending !== undefined && note !== undefined) await step.settle?.(note);
    const inspection = await step.inspect();
    if (isSettled(inspection)) return this.#settled(step, inspection, pending);
    const { action } = inspection;
    const isNews = pending === undefined && log.doneBefore(step.id) === undefined;
    if (isNews && action === "adopt" && log.order?.planned?.[step.id] === "create") {
      throw new PlanOutdatedError(step.platform, step.title);
    }
    await log.intend(step.id, action);
    const isOwned = (await this.#apply(step, inspection)) && action === "create";
    const result = action === "no-op" ? "updated" : RESULT[action];
    await log.done(step.id, result, isOwned);
    if (action === "remove" && step.remains !== undefined) this.#leave(step, step.remains);
    return result;
  }

  /** There is nothing to do: it was so, or this run brought it about in an earlier process. */
  async #settled(step: Step, inspection: Inspection, pending: Action | undefined): Promise<Outcome> {
    const { log } = this.settings;
    if (inspection.leftover !== undefined) this.#leave(step, inspection.leftover);
    const before = log.doneBefore(step.id);
    if (before?.isOwned && inspection.action === "adopt") {
      // What this run made is gone: somebody else's has its name by now, and no rollback may touch that.
      await log.done(step.id, "found", false);
      return "found";
    }
    if (pending === undefined || pending === "no-op") {
      return before?.state ?? (inspection.isGone ? "absent" : "found");
    }
    // Without a mark it may just as well be somebody else's: then a rollback leaves it.
    await log.done(step.id, RESULT[pending], pending === "create" && inspection.isOurs);
    return RESULT[pending];
  }

  /** @returns whether it is known that this run had the effect, and not somebody else at the same time. */
  async #apply(step: Step, inspection: Inspection): Promise<boolean> {
    try {
      await step.apply(inspection, (note) => this.settings.log.note(step.id, note));
      return true;
    } catch (error) {
      if (!isPlatformError(error) || error.outcome === "not-sent") throw error;
      // Its answer was lost, or somebody else was faster: it may be as wanted all the same.
      const now = await step.inspect(true).catch(() => {
        throw error;
      });
      if (!isSettled(now)) throw error;
      return now.isOurs && error.outcome === "unknown";
    }
  }

  #leave(step: Step, reason: string): void {
    this.settings.onLeftover({ ...titleOf(step), reason });
  }
}

interface Result {
  readonly state: StepState;
  readonly durationMs: number;
  readonly error?: unknown;
}

function skipped(reason: string): Result {
  return { state: "skipped", durationMs: 0, error: new StepSkippedError(reason) };
}

/** What a step is about, by itself. */
export function titleOf({ id, platform, title }: StepTitle): StepTitle {
  return { id, platform, title };
}
