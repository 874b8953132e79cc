import { isPlatformError } from "@platformq/resilience";
import type { PlatformName } from "../clients.js";
import type { Action, Difference } from "./engine/step.js";

/**
 * What became of a step: made, found as it should be, changed, taken away, not there to be taken or put away, impossible,
 * or not tried.
 */
export type StepState = "created" | "found" | "updated" | "removed" | "absent" | "failed" | "skipped";

/** What a step is about. */
export interface StepTitle {
  /** Unique within a run, such as `nextcloud.member:anna`. */
  readonly id: string;
  readonly platform: PlatformName;
  /** For people. */
  readonly title: string;
}

/** An error as JSON. */
export interface ErrorReport {
  readonly name: string;
  /** To be matched on; messages may change. */
  readonly code: string;
  readonly message: string;
}

/** One step of a run. */
export interface StepReport extends StepTitle {
  readonly state: StepState;
  /** Milliseconds. */
  readonly durationMs: number;
  /** Why it failed, or was not tried. */
  readonly error?: ErrorReport;
}

/** One step of a plan. */
export interface PlannedStep extends StepTitle {
  readonly action: Action;
  /** What an update or adoption will change. */
  readonly differences: readonly Difference[];
}

/** Why a plan cannot be carried out. */
export interface Obstacle extends StepTitle {
  readonly error: ErrorReport;
  /** Whether the platform may fail, so that the rest is carried out all the same. */
  readonly isOptional: boolean;
}

/** Something that is still there although it should not be, for somebody to look after. */
export interface Leftover extends StepTitle {
  readonly reason: string;
}

/**
 * How a run ended: all is as wanted; there was nothing to be taken or put away, so that the name may be wrong; all but
 * what is on optional platforms is as wanted; some steps failed and the others stand; some failed and what was created is
 * gone again, but for the leftovers; or is not yet, because a platform is away: then the run can be resumed.
 */
export type RunStatus = "complete" | "absent" | "degraded" | "partial" | "rolled-back" | "rolling-back";

/** Where the project is on the three platforms; `undefined` for what is not there. */
export interface ProjectUrls {
  readonly folder?: string | undefined;
  readonly project?: string | undefined;
  readonly channel?: string | undefined;
}

/** The outcome of a run. */
export interface ProjectReport {
  readonly runId: string;
  readonly name: string;
  readonly identifier: string;
  readonly status: RunStatus;
  /** Whether anything was created, updated or removed, and still is. */
  readonly changed: boolean;
  readonly urls: ProjectUrls;
  readonly steps: readonly StepReport[];
  readonly leftovers: readonly Leftover[];
}

/** Makes JSON of an error, without what it may hold of a server's answer. */
export function errorReport(error: unknown): ErrorReport {
  if (isPlatformError(error)) return { name: error.name, code: error.code, message: error.message };
  if (error instanceof Error) return { name: error.name, code: "UNEXPECTED", message: error.message };
  return { name: "Error", code: "UNEXPECTED", message: String(error) };
}
