import type { Journal } from "../journal/journal.js";
import { nameFingerprint } from "./fingerprint.js";
import type { UserJournal } from "./provisioning-step.js";

/** What an entry says of a user: is about to be created, has their password (or no account), is dealt with. */
type Mark = "creating" | "settled" | "done";

/** Keeps runs of users apart from those of projects in the same journal. */
const RUN_PREFIX = "users:";

/** What was done in a run, so that it can be gone on with: users by fingerprint, never by name, and no password. */
export class RunJournal {
  readonly #done = new Set<string>();
  readonly #creating = new Set<string>();
  #isUnfinished = false;

  private constructor(
    private readonly journal: Journal,
    private readonly runId: string,
  ) {}

  /** Reads what the run did before, if it was begun. */
  static async open(journal: Journal, runId: string): Promise<RunJournal> {
    const run = new RunJournal(journal, runId);
    for await (const { mark, user } of journal.read(runId)) {
      if (typeof user === "string") run.#note(mark, user);
    }
    return run;
  }

  /** Tells whether a user was dealt with before. */
  isDone(login: string): boolean {
    return this.#done.has(nameFingerprint(login));
  }

  /** Notes that a user was dealt with. */
  async done(login: string): Promise<void> {
    return this.#append("done", nameFingerprint(login));
  }

  /** What concerns one user. */
  of(login: string): UserJournal {
    const user = nameFingerprint(login);
    return {
      wasCreating: this.#creating.has(user),
      creating: () => this.#append("creating", user),
      settled: () => this.#append("settled", user),
    };
  }

  /** Notes that there is something left for the run to be resumed for. */
  leaveUnfinished(): void {
    this.#isUnfinished = true;
  }

  /** Forgets the run, unless something is left to do. */
  async finish(): Promise<void> {
    if (!this.#isUnfinished) await this.journal.remove(this.runId);
  }

  async #append(mark: Mark, user: string): Promise<void> {
    await this.journal.append(this.runId, { mark, user });
    this.#note(mark, user);
  }

  #note(mark: unknown, user: string): void {
    if (mark === "creating") this.#creating.add(user);
    if (mark === "settled" || mark === "done") this.#creating.delete(user);
    if (mark === "done") this.#done.add(user);
  }
}

/** Works on a run that nobody else is at work on, with what it did before; without a journal there is no such thing. */
export async function withRunJournal<T>(
  journal: Journal | undefined,
  runId: string,
  work: (run: RunJournal | undefined) => Promise<T>,
): Promise<T> {
  if (journal === undefined) return work(undefined);
  const name = `${RUN_PREFIX}${runId}`;
  await using _ = await journal.claim(name);
  const run = await RunJournal.open(journal, name);
  const outcome = await work(run);
  await run.finish();
  return outcome;
}
