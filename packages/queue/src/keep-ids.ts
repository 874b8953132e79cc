import { checkRange } from "./new-job.js";

/** How long the ids of completed jobs are remembered, of those jobs that were enqueued with an id. */
export interface KeepIds {
  /** In milliseconds. @default 3_600_000, an hour */
  ageMs?: number | undefined;
  /** How many at most, the newest. @default 100_000 */
  count?: number | undefined;
}

/** Fills in the defaults. @throws RangeError for what is no whole number: compared with it, nothing would be kept. */
export function keepIdsSettings(options: KeepIds = {}): { ageMs: number; count: number } {
  const { ageMs = 3_600_000, count = 100_000 } = options;
  checkRange("keepIds.ageMs", ageMs, 0, Number.MAX_SAFE_INTEGER);
  checkRange("keepIds.count", count, 0, Number.MAX_SAFE_INTEGER);
  return { ageMs, count };
}
