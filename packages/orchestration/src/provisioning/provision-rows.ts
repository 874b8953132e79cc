import type { Clock } from "@platformq/resilience";
import { Duplicates } from "./duplicates.js";
import { eachRow, type Pace } from "./each-row.js";
import type { Patience } from "./patience.js";
import type { PendingUsers } from "./pending-users.js";
import { checkUser, provisionUser } from "./provision-user.js";
import type { RunSink } from "./provisioning-run.js";
import type { ProvisioningStats } from "./provisioning-stats.js";
import type { ProvisioningStep } from "./provisioning-step.js";
import type { RunJournal } from "./run-journal.js";
import type { UserResult } from "./user-result.js";
import { UserRow } from "./user-row.js";
import type { ProvisionedUser, UserSpec } from "./user-spec.js";

/** Users of any number: they are read as they are needed, and not kept. */
export type Users = Iterable<UserSpec | UserRow> | AsyncIterable<UserSpec | UserRow>;

/** What rows are worked through with. */
export interface RowsContext {
  readonly steps: readonly ProvisioningStep[];
  readonly pace: Pace;
  readonly dryRun: boolean;
  readonly reactivates: boolean;
  readonly journal: RunJournal | undefined;
  /** What stands in for the journal. */
  readonly pending: PendingUsers;
  readonly patience: Patience;
  readonly clock: Clock;
}

/** What is known once all rows were read. */
export interface RowsEnd {
  readonly count: number;
  /** Rows whose users are unknown, because they could not be read. */
  readonly unreadable: number;
  readonly seen: Duplicates;
}

/** Works through rows. A bad one fails alone. */
export async function provisionRows(users: Users, context: RowsContext, sink: RunSink): Promise<RowsEnd> {
  const { steps, pace, dryRun, reactivates, journal, pending, patience, clock } = context;
  const { signal } = pace;
  const seen = new Duplicates();
  let unreadable = 0;

  const provision = async (
    user: ProvisionedUser,
  ): Promise<Pick<UserResult, "state" | "reason" | "steps">> => {
    if (journal?.isDone(user.login)) {
      const message = "dealt with before the run was interrupted";
      return { state: "skipped", reason: { code: "DONE_BEFORE", message }, steps: [] };
    }
    const userContext = {
      request: { signal },
      reactivates,
      isNew: false,
      isUnconfirmed: false,
      isManaged: false,
      password: undefined,
      journal: journal?.of(user.login) ?? pending.of(user.login),
    };
    const outcome = await provisionUser(user, userContext, { steps, dryRun, patience });
    if (outcome.state === "failed") journal?.leaveUnfinished();
    else await journal?.done(user.login);
    return outcome;
  };

  const work = async (row: UserSpec | UserRow, number: number): Promise<void> => {
    const { line, value, problem } = row instanceof UserRow ? row : { value: row };
    const checked = problem === undefined ? checkUser(value, steps) : { problems: [problem] };
    // Before anything is awaited, so that rows are noted in their order.
    const problems = "problems" in checked ? checked.problems : seen.problemsOf(checked.user);
    const identity = { row: number, ...(line === undefined ? {} : { line }), login: loginOf(value) };
    if ("problems" in checked || problems.length > 0) {
      if ("problems" in checked) unreadable++;
      const reason = { code: "INVALID_INPUT", message: problems.join("; ") };
      await sink.user({ ...identity, state: "failed", reason, steps: [] });
      return;
    }
    try {
      await sink.user({ ...identity, ...(await provision(checked.user)) });
    } catch (error) {
      // Broken off: neither done nor failed, and to be taken up by a run that is resumed.
      if (!signal?.aborted) throw error;
    }
  };
  const count = await eachRow(users, pace, clock, work);
  if (signal?.aborted) journal?.leaveUnfinished();
  return { count, unreadable, seen };
}

/** How many users there are, where that is known before they are read. */
export function countOf(users: Users): ProvisioningStats["usersTotal"] {
  return Array.isArray(users) ? users.length : undefined;
}

function loginOf(value: unknown): string | undefined {
  const isNamed = typeof value === "object" && value !== null && "login" in value;
  return isNamed && typeof value.login === "string" ? value.login.slice(0, 100) : undefined;
}
