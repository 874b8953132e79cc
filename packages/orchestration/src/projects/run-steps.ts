import type { PlatformName } from "../clients.js";
import type { StepEvent, StepReport, StepState } from "./report.js";

/** A piece of work that can be done again without doing more. */
export interface Step {
  readonly id: string;
  readonly platform: PlatformName;
  readonly title: string;
  /** Steps that must have succeeded before. */
  readonly needs?: readonly string[];
  /** Steps that must be over before, well or not. */
  readonly after?: readonly string[];
  run(): Promise<Extract<StepState, "created" | "found" | "updated">>;
}

/** Why a step was not tried. */
export class StepSkipped extends Error {
  constructor(readonly because: string) {
    super(`not tried, because ${because} did not succeed`);
    this.name = "StepSkipped";
  }
}

/**
 * Runs steps side by side, each as soon as what it needs is there. A step that fails takes only those with it that
 * need it; every step is reported.
 */
export async function runSteps(
  steps: readonly Step[],
  onEvent: (event: StepEvent) => void = () => {},
): Promise<StepReport[]> {
  const running = new Map<string, Promise<StepReport>>();
  const start = (step: Step): Promise<StepReport> => {
    const before = (ids: readonly string[] = []): Promise<StepReport[]> =>
      Promise.all(ids.flatMap((id) => running.get(id) ?? []));
    return runStep(step, before(step.needs), before(step.after), onEvent);
  };
  // Steps stand in an order in which each comes after what it needs.
  for (const step of steps) running.set(step.id, start(step));
  return Promise.all(running.values());
}

async function runStep(
  step: Step,
  needed: Promise<StepReport[]>,
  earlier: Promise<unknown>,
  onEvent: (event: StepEvent) => void,
): Promise<StepReport> {
  const { id, platform, title } = step;
  const finish = (state: StepState, durationMs: number, error?: unknown): StepReport => {
    const report = { id, platform, title, state, durationMs, ...(error === undefined ? {} : { error }) };
    onEvent({ type: "finished", ...report });
    return report;
  };
  await earlier;
  for (const report of await needed) {
    if (report.state === "failed" || report.state === "skipped") {
      return finish("skipped", 0, new StepSkipped(report.title));
    }
  }
  onEvent({ type: "started", id, platform, title });
  const begun = performance.now();
  try {
    return finish(await step.run(), performance.now() - begun);
  } catch (error) {
    return finish("failed", performance.now() - begun, error);
  }
}
