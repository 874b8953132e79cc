import { PlatformError } from "@platformq/resilience";

/** What a run writes down: a JSON object. What is read back may be of an older version, so it is checked by its reader. */
export type JournalEntry = Readonly<Record<string, unknown>>;

/** The right to be at work on a run, until it is disposed of. */
export interface Claim extends AsyncDisposable {
  /** Aborts when somebody else may have the run, although the claim was not disposed of: its reason is the error. */
  readonly lost?: AbortSignal | undefined;
}

/**
 * Where runs write down what they are about to do and what they did, so that another process can go on with them.
 *
 * @see memoryJournal
 * @see fileJournal
 */
export interface Journal {
  /** Adds an entry to a run. Resolves once the entry would survive the end of this process. */
  append(runId: string, entry: JournalEntry): Promise<void>;
  /** Reads the entries of a run in their order; none for a run nobody has begun. */
  read(runId: string): AsyncIterable<JournalEntry>;
  /** Lists the runs that have entries, in no particular order. */
  runs(): AsyncIterable<string>;
  /** Forgets a run. Does nothing when there is none. */
  remove(runId: string): Promise<void>;
  /**
   * Keeps a run to one holder until the claim is disposed of or its process ends, however it ends.
   *
   * @throws RunInProgressError while somebody else has it
   */
  claim(runId: string): Promise<Claim>;
  /** Tells whether somebody has a run, without keeping others from it. */
  isClaimed(runId: string): Promise<boolean>;
  /** Ends what this journal holds open, once all that was appended is safe. */
  close(): Promise<void>;
}

/** Somebody else is at work on the run: another process, or another call in this one. */
export class RunInProgressError extends PlatformError {
  static override readonly kind: string = "RunInProgressError";

  constructor(readonly runId: string) {
    super(`The run ${runId} is in progress elsewhere`, "RUN_IN_PROGRESS");
  }
}
