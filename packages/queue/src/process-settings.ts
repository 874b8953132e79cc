import type { Backoff, ProcessOptions } from "./job-queue.js";
import { checkName, checkRange } from "./new-job.js";

/** {@link ProcessOptions} with nothing left open. */
export interface ProcessSettings {
  readonly concurrency: number;
  readonly attempts: number;
  readonly backoff: Backoff;
}

/** Fills in the defaults. @throws RangeError */
export function processSettings(name: string, options: ProcessOptions = {}): ProcessSettings {
  const { concurrency = 1, attempts = 5, backoff = {} } = options;
  checkName("name", name);
  checkRange("concurrency", concurrency, 1, 10_000);
  checkRange("attempts", attempts, 1, Number.MAX_SAFE_INTEGER);
  return { concurrency, attempts, backoff };
}
