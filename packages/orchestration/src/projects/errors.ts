import { type ErrorContext, PlatformError } from "@platformq/resilience";
import type { PlatformName } from "../clients.js";
import type { MemberSpec } from "./project-spec.js";

/** A platform does not know a member, neither by login nor by e-mail address. */
export class MemberNotFoundError extends PlatformError {
  static override readonly kind: string = "MemberNotFoundError";

  constructor(
    platform: PlatformName,
    readonly member: MemberSpec,
    context?: ErrorContext,
  ) {
    const { login, email } = member;
    super(`${platform} knows nobody with the login ${login} or the address ${email}`, "MEMBER_NOT_FOUND", {
      ...context,
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
