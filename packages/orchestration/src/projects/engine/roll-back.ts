import type { Leftover } from "../report.js";
import { errorReport } from "../report.js";
import type { RunNews } from "./run-event.js";
import type { RunLog } from "./run-log.js";
import { titleOf } from "./run-steps.js";
import type { Step } from "./step.js";

/**
 * Takes away what the run created, the last first. What it found or may have found stays, and so does what cannot be
 * taken away: all that is reported.
 *
 * @returns what is still there
 */
export async function rollBack(
  steps: readonly Step[],
  log: RunLog,
  emit: (news: RunNews) => void,
): Promise<Leftover[]> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const leftovers: Leftover[] = [];
  const leave = (step: Step, reason: string): void => {
    const leftover = { ...titleOf(step), reason };
    leftovers.push(leftover);
    emit({ type: "left", ...leftover });
  };

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
        await step.compensate();
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
  return leftovers;
}

/** Whether an intent that never came to a known end may have had an effect. In doubt it may. */
async function mayHaveHappened(step: Step): Promise<boolean> {
  try {
    return (await step.inspect(true)).action !== "create";
  } catch {
    return true;
  }
}
