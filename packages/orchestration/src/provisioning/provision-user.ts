import { waitAskedBy } from "../wait-asked-by.js";
import type { Patience } from "./patience.js";
import type { ProvisioningStep, StepPlan, UserContext } from "./provisioning-step.js";
import { reasonOf } from "./reason-of.js";
import { type StepResult, stateOf, type UserResult } from "./user-result.js";
import { type ProvisionedUser, readUser } from "./user-spec.js";

/** How a user is seen to. */
export interface ProvisionUser {
  readonly steps: readonly ProvisioningStep[];
  /** Only looks. */
  readonly dryRun: boolean;
  /** Waits out limits; without it they are thrown. */
  readonly patience?: Patience | undefined;
}

/** Checks a row before anything is sent. Gives the user, or all that is wrong. */
export function checkUser(
  value: unknown,
  steps: readonly ProvisioningStep[],
): { readonly user: ProvisionedUser } | { readonly problems: readonly string[] } {
  const read = readUser(value);
  const { displayName } = "user" in read ? read.user : read;
  const refused =
    displayName === undefined ? [] : steps.flatMap((step) => step.problemsOf?.(displayName) ?? []);
  if ("problems" in read) return { problems: [...read.problems, ...refused] };
  return refused.length > 0 ? { problems: refused } : read;
}

/**
 * Sees to one user: looks at all platforms first, so that what one of them lacks is known before anything is written,
 * and then takes step by step. Without an account in Nextcloud nothing else is done; any other step that fails leaves
 * the rest standing.
 *
 * @throws whatever the signal was aborted with
 * @throws RateLimitError, CircuitOpenError without `patience`
 */
export async function provisionUser(
  user: ProvisionedUser,
  context: UserContext,
  how: ProvisionUser,
): Promise<Pick<UserResult, "state" | "reason" | "steps">> {
  const { steps, dryRun, patience } = how;
  const planned: PlannedStep[] = [];
  for (const step of steps) {
    const plan = (): Promise<StepPlan> => step.plan(user, context);
    const first = await orFailure(plan, context, patience);
    if (first.state === "failed" || (step.name === "nextcloud" && first.state === "skipped")) {
      return summary(steps.map((each) => (each === step ? resultOf(step, first) : notBegun(each))));
    }
    planned.push({ step, plan, first });
  }
  if (dryRun) return summary(planned.map(({ step, first }) => resultOf(step, first)));
  const results: StepResult[] = [];
  for (const { step, plan, first } of planned) {
    const isLost = results[0]?.state === "failed";
    const work = applying(plan, first);
    let done = isLost ? NO_ACCOUNT : await orFailure(work, context, patience);
    // The account may be there, with a password that nobody has: that is worth another look.
    if (isInDoubt(context, done)) done = await orFailure(work, context, patience);
    results.push(resultOf(step, isInDoubt(context, done) ? unconfirmed(done) : done));
  }
  return summary(results);
}

function isInDoubt({ isUnconfirmed, password }: UserContext, { state }: StepPlan): boolean {
  return state === "failed" && isUnconfirmed && password !== undefined;
}

function unconfirmed({ reason }: StepPlan): StepPlan {
  const advice = "provision the user again, with a journal by the same runId, or reset the password";
  const message = `it is not known whether the account was created (${reason?.message}): ${advice}`;
  return { state: "failed", reason: { code: "ACCOUNT_UNCONFIRMED", message } };
}

interface PlannedStep {
  readonly step: ProvisioningStep;
  readonly plan: () => Promise<StepPlan>;
  /** What the first look came to. */
  readonly first: StepPlan;
}

const NO_ACCOUNT: StepPlan = {
  state: "skipped",
  reason: { code: "NO_ACCOUNT", message: "there is no account in Nextcloud to go with it" },
};

/** Carries a plan out; when it has to be tried again, looks again first. */
function applying(plan: () => Promise<StepPlan>, first: StepPlan): () => Promise<StepPlan> {
  let next: StepPlan | undefined = first;
  return async () => {
    const current: StepPlan = next ?? (await plan());
    next = undefined;
    await current.apply?.();
    return current;
  };
}

async function orFailure(
  work: () => Promise<StepPlan>,
  context: UserContext,
  patience: Patience | undefined,
): Promise<StepPlan> {
  try {
    return await (patience ? patience.through(work) : work());
  } catch (error) {
    // Where a new account's only password is at hand, nothing keeps it from the step that hands it over.
    if (context.password === undefined) {
      context.request.signal?.throwIfAborted();
      if (patience === undefined && waitAskedBy(error) !== undefined) throw error;
    }
    return { state: "failed", reason: reasonOf(error) };
  }
}

function resultOf({ name }: ProvisioningStep, { state, changes, reason }: StepPlan): StepResult {
  return { step: name, state, ...(changes && { changes }), ...(reason && { reason }) };
}

function notBegun({ name }: ProvisioningStep): StepResult {
  const reason = { code: "NOT_BEGUN", message: "another step could not be planned" };
  return { step: name, state: "skipped", reason };
}

function summary(steps: readonly StepResult[]): Pick<UserResult, "state" | "reason" | "steps"> {
  return { ...stateOf(steps), steps };
}
