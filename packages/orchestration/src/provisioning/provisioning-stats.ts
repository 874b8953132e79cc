import type { Clock } from "@platformq/resilience";
import type { UserState } from "./user-result.js";

/** How far a run has come. */
export interface ProvisioningStats {
  /** Users who were dealt with, the failed ones too. */
  readonly usersProcessed: number;
  readonly usersCreated: number;
  readonly usersUpdated: number;
  readonly usersSkipped: number;
  readonly usersFailed: number;
  readonly usersDeactivated: number;
  readonly usersDeleted: number;
  /** How many there are; `undefined` for an iterable of unknown length until it has ended. */
  readonly usersTotal: number | undefined;
  readonly usersPerSecond: number;
  readonly elapsedMs: number;
  /** The time left at this rate, in milliseconds; `undefined` while it cannot be told. */
  readonly etaMs: number | undefined;
}

/** Counts the users of a run. */
export class StatsCounter {
  readonly #counts: Record<UserState, number> = {
    created: 0,
    updated: 0,
    skipped: 0,
    failed: 0,
    deactivated: 0,
    deleted: 0,
  };
  readonly #begunAt: number;
  #endedAt: number | undefined;

  constructor(
    private readonly clock: Clock,
    private total: number | undefined,
  ) {
    this.#begunAt = clock.now();
  }

  count(state: UserState): void {
    this.#counts[state]++;
  }

  /** Notes how many there are. */
  totalIs(total: number): void {
    this.total = total;
  }

  /** Stops the clock. */
  end(): void {
    this.#endedAt ??= this.clock.now();
  }

  read(): ProvisioningStats {
    const { created, updated, skipped, failed, deactivated, deleted } = this.#counts;
    const listed = created + updated + skipped + failed;
    const usersProcessed = listed + deactivated + deleted;
    const elapsedMs = (this.#endedAt ?? this.clock.now()) - this.#begunAt;
    const usersPerSecond = elapsedMs > 0 ? (usersProcessed / elapsedMs) * 1000 : 0;
    const left = this.total === undefined ? undefined : Math.max(0, this.total - listed);
    return {
      usersProcessed,
      usersCreated: created,
      usersUpdated: updated,
      usersSkipped: skipped,
      usersFailed: failed,
      usersDeactivated: deactivated,
      usersDeleted: deleted,
      usersTotal: this.total,
      usersPerSecond,
      elapsedMs,
      etaMs: left === undefined || usersPerSecond === 0 ? undefined : (left / usersPerSecond) * 1000,
    };
  }
}
