import type { PlatformName } from "../clients.js";

/** What became of a step: made now, there before, brought into line, impossible, or not tried because of another. */
export type StepState = "created" | "found" | "updated" | "failed" | "skipped";

/** One step of a set-up. */
export interface StepReport {
  /** Unique within a run, such as `nextcloud.share:anna`. */
  readonly id: string;
  readonly platform: PlatformName;
  /** What the step is about, for people. */
  readonly title: string;
  readonly state: StepState;
  readonly durationMs: number;
  /** Why it failed, or which step it depended on. */
  readonly error?: unknown;
}

/** What happens during a run. */
export type StepEvent =
  | { readonly type: "started"; readonly id: string; readonly platform: PlatformName; readonly title: string }
  | ({ readonly type: "finished" } & StepReport);

/** Something that should be so and is not. */
export interface Difference {
  readonly platform: PlatformName;
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

/** Where the project is on the three platforms; `undefined` for what could not be made. */
export interface ProjectUrls {
  readonly folder?: string | undefined;
  readonly project?: string | undefined;
  readonly channel?: string | undefined;
}

/** The outcome of a set-up. */
export interface SetupReport {
  readonly name: string;
  readonly identifier: string;
  /** `complete`: all is as wanted; `partial`: some steps failed, the others stand. */
  readonly status: "complete" | "partial";
  /** Whether anything was created or updated. */
  readonly changed: boolean;
  readonly urls: ProjectUrls;
  readonly steps: readonly StepReport[];
}
