import { pause } from "../../pause.js";
import { errorReport } from "../report.js";
import { type RunSettings, titleOf } from "./run-steps.js";
import type { Step } from "./step.js";
import { WaitBudget } from "./wait-budget.js";

/**
 * Takes away what the run created, the last first. What it found or may have found stays, and so does what cannot be
 * taken away: all that is reported.
 */
export async function rollBack(steps: readonly Step[], settings: RunSettings): Promise<void> {
  const { log, emit, onLeftover } = settings;
  const byId = new Map(steps.map((step) => [step.id, step]));
  const leave = (step: Step, reason: string): void => onLeftover({ ...titleOf(step), reason });

  for (const { step: id, state, isOwned } of log.toUndo) {
    const step = byId.get(id);
    if (step === undefined) continue;
    if (state !== "created") {
      leave(step, `it was ${state}, and what it was before is not known`);
    } else if (!isOwned) {
      leave(step, "somebody else may have created it");
    } else if (step.compensate === undefined) {
      leave(step, "other projects may use it");
    } else {
      try {
        await compensate(step, settings);
      } catch (error) {
        leave(step, `it could not be removed: ${errorReport(error).message}`);
        continue;
      }
      await log.undone(id);
      emit({ type: "undone", ...titleOf(step) });
      if (step.remains !== undefined) leave(step, step.remains);
    }
  }
  for (const id of log.allPending) {
    const step = byId.get(id);
    if (step !== undefined && (await mayHaveHappened(step))) {
      leave(step, "it may have been created or changed by this run, or by somebody else");
    }
  }
}

/** Takes a step back, as soon as its platform lets it. */
async function compensate(step: Step, { emit, clock, signal, patienceMs }: RunSettings): Promise<void> {
  const budget = new WaitBudget(patienceMs(step.platform));
  for (;;) {
    try {
      return await step.compensate?.();
    } catch (error) {
      const waitMs = budget.waitAfter(error);
      if (waitMs === undefined) throw error;
      emit({ type: "waiting", waitMs, ...titleOf(step) });
      await pause(clock, waitMs, signal);
    }
  }
}

/** Whether an intent that never came to a known end may have had an effect. In doubt it may. */
async function mayHaveHappened(step: Step): Promise<boolean> {
  try {
    return (await step.inspect(true)).action !== "create";
  } catch {
    return true;
  }
}
