import { PlatformError } from "@platformq/resilience";
import type { DeliverPassword, PasswordDelivery } from "./provisioning-options.js";
import type { ProvisioningStep, StepPlan, UserContext } from "./provisioning-step.js";
import type { ProvisionedUser } from "./user-spec.js";

/** The account is there, and its user does not have the password. */
export class PasswordNotDeliveredError extends PlatformError {
  static override readonly kind: string = "PasswordNotDeliveredError";

  /** Neither quotes nor keeps what went wrong: its words may hold the password. */
  constructor({ platform, login }: PasswordDelivery) {
    super(`The initial password of ${login} could not be handed over`, "PASSWORD_NOT_DELIVERED", {
      service: platform,
    });
  }
}

/** Hands the new Nextcloud account's password over, last of all that needs it. */
export class PasswordStep implements ProvisioningStep {
  readonly name = "password";

  constructor(private readonly deliver: DeliverPassword) {}

  async plan(user: ProvisionedUser, context: UserContext): Promise<StepPlan> {
    if (!context.isNew) return { state: "unchanged" };
    return { state: "created", apply: () => this.#handOver(user, context) };
  }

  async #handOver(user: ProvisionedUser, context: UserContext): Promise<void> {
    const { password } = context;
    if (password === undefined) return;
    // Refused where another process has taken the run over, which has set a password of its own.
    await context.journal.creating();
    await deliverPassword(this.deliver, user, "nextcloud", password);
    context.password = undefined;
    await context.journal.settled();
  }
}

/** Hands a password over. @throws PasswordNotDeliveredError */
export async function deliverPassword(
  deliver: DeliverPassword,
  { login, email, displayName }: ProvisionedUser,
  platform: PasswordDelivery["platform"],
  password: string,
): Promise<void> {
  const delivery = { platform, login, email, displayName, password };
  try {
    await deliver(delivery);
  } catch {
    throw new PasswordNotDeliveredError(delivery);
  }
}
