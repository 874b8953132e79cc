import type { Numbered } from "../../run-events.js";
import type { Leftover, RunStatus, StepReport, StepTitle } from "../report.js";

/** What happens in a run, without its number. */
export type RunNews =
  | { readonly type: "begun"; readonly runId: string; readonly name: string; readonly isResumed: boolean }
  | ({ readonly type: "started" } & StepTitle)
  /** The platform is left alone, or asks for time: the step is done again after that. */
  | ({ readonly type: "waiting"; readonly waitMs: number } & StepTitle)
  | ({ readonly type: "finished" } & StepReport)
  | { readonly type: "rolling-back" }
  | ({ readonly type: "undone" } & StepTitle)
  | ({ readonly type: "left" } & Leftover)
  | { readonly type: "ended"; readonly status: RunStatus };

/** What happens in a run, in order. `seq` counts from 1 within one process. */
export type RunEvent = Numbered<RunNews>;
