import { type Numbered, RunEvents } from "../run-events.js";
import type { ProvisioningStats, StatsCounter } from "./provisioning-stats.js";
import type { Reason, UserResult } from "./user-result.js";

/** What happens in a run, as plain JSON; `seq` counts from 1 without gaps. */
export type ProvisioningEvent = Numbered<ProvisioningNews>;

type ProvisioningNews =
  /** A user was dealt with. */
  | ({ readonly type: "user" } & UserResult)
  /** A service has asked to wait; the run goes on by itself. */
  | { readonly type: "waiting"; readonly delayMs: number; readonly reason: Reason }
  /** The run is over; always the last. */
  | ({ readonly type: "finished" } & ProvisioningReport);

/** How a run ended. */
export interface ProvisioningReport {
  readonly runId: string;
  /** `aborted`: the signal ended it before the last user. */
  readonly status: "completed" | "aborted";
  readonly dryRun: boolean;
  readonly stats: ProvisioningStats;
  /** The first 100 users who failed; all of them are among the events. */
  readonly failures: readonly UserResult[];
  /** Why nobody was deactivated, when `reconcile` had been asked to. */
  readonly notDeactivated?: Reason | undefined;
}

/** What of a run's report its work decides. */
export type RunEnd = Pick<ProvisioningReport, "status" | "notDeactivated">;

const MOST_FAILURES = 100;

/**
 * A run under way. It goes on whether anybody reads its events or not; who reads too slowly slows it down, so that
 * nothing is lost and nothing piles up.
 *
 * @example
 * const run = provisioning.provisionMany(fromCsv("users.csv"));
 * for await (const event of run) if (event.type === "user") console.log(event.login, event.state, run.stats.etaMs);
 */
export class ProvisioningRun implements AsyncIterable<ProvisioningEvent> {
  /** What the run is resumed by. */
  readonly runId: string;
  /** How it ended. Rejects when the users could not be read to their end, or the journal failed. */
  readonly result: Promise<ProvisioningReport>;
  readonly #events = new RunEvents<ProvisioningNews>(false);
  readonly #counter: StatsCounter;
  readonly #failures: UserResult[] = [];

  constructor(
    identity: { readonly runId: string; readonly dryRun: boolean },
    counter: StatsCounter,
    work: (sink: RunSink) => Promise<RunEnd>,
  ) {
    this.runId = identity.runId;
    this.#counter = counter;
    this.result = this.#run(identity.dryRun, work);
    // Who only reads the events hears of it there.
    this.result.catch(() => {});
  }

  /** How far the run has come by now. */
  get stats(): ProvisioningStats {
    return this.#counter.read();
  }

  /** Reads the events from now on. */
  [Symbol.asyncIterator](): AsyncIterator<ProvisioningEvent, undefined> {
    return this.#events[Symbol.asyncIterator]();
  }

  async #run(dryRun: boolean, work: (sink: RunSink) => Promise<RunEnd>): Promise<ProvisioningReport> {
    const { runId } = this;
    try {
      const end = await work({
        user: (result) => this.#user(result),
        waiting: (delayMs, reason) => this.#events.emit({ type: "waiting", delayMs, reason }),
      });
      this.#counter.end();
      const report = { runId, dryRun, ...end, stats: this.stats, failures: this.#failures };
      await this.#events.emit({ type: "finished", ...report });
      this.#events.end();
      return report;
    } catch (error) {
      this.#counter.end();
      this.#events.end({ error });
      throw error;
    }
  }

  async #user(result: UserResult): Promise<void> {
    this.#counter.count(result.state);
    if (result.state === "failed" && this.#failures.length < MOST_FAILURES) this.#failures.push(result);
    await this.#events.emit({ type: "user", ...result });
  }
}

/** Where a run's work tells of what happens. */
export interface RunSink {
  user(result: UserResult): Promise<void>;
  waiting(delayMs: number, reason: Reason): Promise<void>;
}
