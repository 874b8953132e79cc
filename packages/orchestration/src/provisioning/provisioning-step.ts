import type { RequestOptions } from "@platformq/resilience";
import type { StepName, StepResult } from "./user-result.js";
import type { ProvisionedUser } from "./user-spec.js";

/** One thing to be seen to for every user. */
export interface ProvisioningStep {
  readonly name: StepName;
  /** Tells what the platform will refuse of a user's name, as far as that is known without asking it. */
  problemsOf?(displayName: string): readonly string[];
  /** Looks what is there and tells what is to be done. Changes nothing. */
  plan(user: ProvisionedUser, context: UserContext): Promise<StepPlan>;
}

/** What a step would do for a user. */
export interface StepPlan extends Omit<StepResult, "step"> {
  /** Does it; absent when there is nothing to do. */
  readonly apply?: (() => Promise<void>) | undefined;
}

/** The plan for an account that is somebody else's: with a new address it would be handed over to the wrong person. */
export const LOGIN_TAKEN: StepPlan = {
  state: "failed",
  reason: { code: "LOGIN_TAKEN", message: "the login belongs to an account with another e-mail address" },
};

/** What the steps of one user tell each other. */
export interface UserContext {
  /** For every request. */
  readonly request: RequestOptions;
  /** Whether accounts that were deactivated are to be activated again. */
  readonly reactivates: boolean;
  /** The Nextcloud account is this run's, or in a dry run would be. */
  isNew: boolean;
  /** The Nextcloud account is in the managed group, so that its address may be changed. */
  isManaged: boolean;
  /** The creation's answer was lost, and what became of it is not known yet. */
  isUnconfirmed: boolean;
  /** The new account's password, while its user does not have it. */
  password: string | undefined;
  /** Notes what is about to be done, for those who take it up. */
  readonly journal: UserJournal;
}

/** What is remembered of one user: by a run's journal, or without one by the service. */
export interface UserJournal {
  /** An account was about to be created, and its password has not been handed over since. */
  readonly wasCreating: boolean;
  /**
   * Notes that the account is about to be created, or its password to be set or handed over.
   *
   * @throws RunInProgressError when somebody else has the run by now
   */
  creating(): Promise<void>;
  /** Notes that its user has the password, or that there is no account after all. */
  settled(): Promise<void>;
}
