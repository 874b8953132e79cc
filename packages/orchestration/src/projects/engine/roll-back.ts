import { pause } from "@platformq/resilience";
import type { PlatformName } from "../../clients.js";
import { Remembered } from "../../remembered.js";
import { errorReport } from "../report.js";
import { passes } from "./passes.js";
import type { RunLog } from "./run-log.js";
import { type RunSettings, titleOf } from "./run-steps.js";
import type { Step } from "./step.js";
import { stopped } from "./stopped.js";
import { WaitBudget } from "./wait-budget.js";

/**
 * Takes away what the run created, the last first. What it found or may have found stays, and so does what cannot be
 * taken away: all that is reported.
 *
 * @returns whether that is all there is to do; otherwise some could not be taken away for a reason that passes.
 * @throws AbortError when it is stopped before the end; RunInProgressError
 */
export async function rollBack(steps: readonly Step[], settings: RunSettings): Promise<boolean> {
  const { log, emit, onLeftover, signal } = settings;
  const byId = new Map(steps.map((step) => [step.id, step]));
  const replaced = new Map(
    steps.map((step) => [step.id, new Remembered(() => isReplaced(step, log))] as const),
  );
  const leave = (step: Step, reason: string): void => onLeftover({ ...titleOf(step), reason });
  let isAll = true;

  for (const { step: id, state, isOwned } of log.toUndo) {
    if (signal?.aborted) throw stopped(log.runId, signal);
    const step = byId.get(id);
    if (step === undefined) {
      const reason = `it was ${state} by a step this version does not know`;
      onLeftover({ id, platform: platformOf(id), title: id, reason });
    } else if (state === "found") {
      leave(step, "somebody else has made it in the place of what this run made");
    } else if (state !== "created") {
      leave(step, `it was ${state}, and what it was before is not known`);
    } else if (!isOwned) {
      leave(step, "somebody else may have created it");
    } else if (step.compensate === undefined) {
      leave(step, "other projects may use it");
    } else {
      try {
        const places = (step.needs ?? []).flatMap((need) => replaced.get(need)?.get() ?? []);
        if ((await Promise.all(places)).includes(true)) {
          leave(step, "it may be part of what somebody else has made in the place of what this run made");
          continue;
        }
        await compensate(step, settings);
      } catch (error) {
        if (signal?.aborted) throw stopped(log.runId, signal);
        if (passes(error)) isAll = false;
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
  return isAll;
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
      if (signal?.aborted) throw error;
    }
  }
}

/**
 * Tells whether something else is in the place of what this run made by now, such as a new project of the old identifier.
 * What is in it and bears no mark, such as a version, may be somebody else's then.
 */
async function isReplaced(step: Step, log: RunLog): Promise<boolean> {
  const before = log.doneBefore(step.id);
  if (before?.state === "found") return true;
  return before?.isOwned === true && (await step.inspect(true)).action === "adopt";
}

/** Whether an intent that never came to a known end may have had an effect. In doubt it may. */
async function mayHaveHappened(step: Step): Promise<boolean> {
  try {
    return (await step.inspect(true)).action !== "create";
  } catch {
    return true;
  }
}

/** Step ids begin with it. */
function platformOf(id: string): PlatformName {
  const platforms = ["nextcloud", "zulip", "openproject"] as const;
  return platforms.find((platform) => id.startsWith(`${platform}.`)) ?? "nextcloud";
}
