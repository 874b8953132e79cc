/** Why something was skipped or failed; fit for logs. */
export interface Reason {
  /** Stable, to be matched on, such as `INVALID_INPUT` or the code of a client's error. */
  readonly code: string;
  readonly message: string;
  /** The HTTP status, when a server answered. */
  readonly status?: number | undefined;
}

/**
 * What a step is about: the account in Nextcloud, the folders and files in its home, handing over its password, the
 * accounts in OpenProject and Zulip.
 */
export type StepName = "nextcloud" | "home" | "password" | "openproject" | "zulip";

/** What became of a step, or in a dry run would become of it. */
export interface StepResult {
  readonly step: StepName;
  readonly state: "created" | "updated" | "unchanged" | "skipped" | "failed" | "deactivated" | "deleted";
  /** What was updated. */
  readonly changes?: readonly string[] | undefined;
  readonly reason?: Reason | undefined;
}

/**
 * What became of a user: `created` with their Nextcloud account; `updated` when anything else was created or changed;
 * `skipped` when there was nothing to do, or not to be done, for the `reason`; `failed` with the first reason.
 */
export type UserState = "created" | "updated" | "skipped" | "failed" | "deactivated" | "deleted";

/** The outcome for one user, as plain JSON. */
export interface UserResult {
  /** Which it was of those given, from 1; 0 for a user who was not among them. */
  readonly row: number;
  /** Where it was in the file, from 1. */
  readonly line?: number | undefined;
  /** `undefined` when the row could not be read. */
  readonly login: string | undefined;
  readonly state: UserState;
  readonly reason?: Reason | undefined;
  readonly steps: readonly StepResult[];
}

/** Sums up what the steps came to. */
export function stateOf(steps: readonly StepResult[]): Pick<UserResult, "state" | "reason"> {
  const failed = steps.find(({ state }) => state === "failed");
  if (failed) return { state: "failed", reason: failed.reason };
  for (const state of ["deleted", "deactivated"] as const) {
    if (steps.some((step) => step.state === state)) return { state };
  }
  if (steps.some(({ step, state }) => step === "nextcloud" && state === "created"))
    return { state: "created" };
  if (steps.some(({ state }) => state === "created" || state === "updated")) return { state: "updated" };
  const skipped = steps.find(({ step, state }) => step === "nextcloud" && state === "skipped");
  return {
    state: "skipped",
    reason: skipped?.reason ?? { code: "UNCHANGED", message: "all is as wanted" },
  };
}
