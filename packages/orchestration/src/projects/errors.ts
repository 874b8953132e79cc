import { PlatformError } from "@platformq/resilience";
import type { PlatformName } from "../clients.js";
import type { Obstacle } from "./report.js";

/** A platform does not know a member, neither by login nor by e-mail address. */
export class MemberNotFoundError extends PlatformError {
  static override readonly kind: string = "MemberNotFoundError";

  constructor(
    platform: PlatformName,
    readonly member: { readonly login: string; readonly email: string },
  ) {
    const { login, email } = member;
    super(`${platform} knows nobody with the login ${login} or the address ${email}`, "MEMBER_NOT_FOUND", {
      service: platform,
    });
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
