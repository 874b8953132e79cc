import { PlatformError } from "@platformq/resilience";
import type { PlatformName } from "../clients.js";
import type { Obstacle } from "./report.js";

/** A platform does not know a member, neither by login nor by e-mail address. */
export class MemberNotFoundError extends PlatformError {
  static override readonly kind: string = "MemberNotFoundError";

  constructor(
    platform: PlatformName,
    readonly member: { readonly login: string; readonly email?: string | undefined },
  ) {
    const { login, email } = member;
    const orAddress = email === undefined ? "" : ` or the address ${email}`;
    super(`${platform} knows nobody with the login ${login}${orAddress}`, "MEMBER_NOT_FOUND", {
      service: platform,
    });
  }
}

/** A member's login belongs to an account with another e-mail address: to somebody else, as far as can be told. */
export class LoginTakenError extends PlatformError {
  static override readonly kind: string = "LoginTakenError";

  constructor(
    platform: PlatformName,
    readonly member: { readonly login: string; readonly email?: string | undefined },
  ) {
    const { login, email } = member;
    super(
      `The login ${login} belongs to an account of ${platform} whose address is not ${email}`,
      "LOGIN_TAKEN",
      {
        service: platform,
      },
    );
  }
}

/** Something of this name is there already and belongs to something else. */
export class NameTakenError extends PlatformError {
  static override readonly kind: string = "NameTakenError";

  constructor(platform: PlatformName, message: string) {
    super(message, "NAME_TAKEN", { service: platform });
  }
}

/** A plan that cannot be carried out. Nothing was written. */
export class PlanBlockedError extends PlatformError {
  static override readonly kind: string = "PlanBlockedError";

  constructor(
    name: string,
    /** All that stands in the way. */
    readonly obstacles: readonly Obstacle[],
  ) {
    const reasons = obstacles.map(({ title, error }) => `${title}: ${error.message}`).join("; ");
    super(`The project ${JSON.stringify(name)} cannot be set up: ${reasons}`, "PLAN_BLOCKED");
  }
}

/** Something has appeared since the plan was made that the plan knows nothing of. Plan again. */
export class PlanOutdatedError extends PlatformError {
  static override readonly kind: string = "PlanOutdatedError";

  constructor(platform: PlatformName, title: string) {
    super(`${title} is there by now, and the plan did not know of it: plan again`, "PLAN_OUTDATED", {
      service: platform,
    });
  }
}

/** A step that was not tried. */
export class StepSkippedError extends PlatformError {
  static override readonly kind: string = "StepSkippedError";

  constructor(reason: string) {
    super(`not tried, because ${reason}`, "SKIPPED");
  }
}

/** A run whose journal cannot be read. */
export interface UnreadableRun {
  readonly runId: string;
  /** Which of its entries, counted from 1. */
  readonly entry: number;
  readonly reason: string;
}

/** The journal has runs of projects that cannot be read: they can be neither listed nor resumed. */
export class UnreadableRunsError extends PlatformError {
  static override readonly kind: string = "UnreadableRunsError";

  constructor(readonly runs: readonly UnreadableRun[]) {
    const reasons = runs.map(({ runId, entry, reason }) => `${runId}, entry ${entry}: ${reason}`);
    const what =
      "Resume it with the version that wrote it, mend the entry, or remove the run from the journal";
    super(`The journal cannot be read: ${reasons.join("; ")}. ${what}`, "RUN_UNREADABLE");
  }
}
