/** How long the ids of completed jobs are remembered, of those jobs that were enqueued with an id. */
export interface KeepIds {
  /** In milliseconds. @default 3_600_000, an hour */
  ageMs?: number | undefined;
  /** How many at most, the newest. @default 100_000 */
  count?: number | undefined;
}

/** Fills in the defaults. */
export function keepIdsSettings(options: KeepIds = {}): { ageMs: number; count: number } {
  return { ageMs: options.ageMs ?? 3_600_000, count: options.count ?? 100_000 };
}
