import { type Clock, InvalidInputError, pause } from "@platformq/resilience";

/** At which pace rows are worked through. */
export interface Pace {
  /** Users under way at once. @default 4 */
  concurrency?: number | undefined;
  /** After so many users, waits until they are done, and then for `delayMs`. @default no batches */
  batchSize?: number | undefined;
  /** The wait between batches, in milliseconds. @default 0 */
  delayMs?: number | undefined;
  /** Ends it: no further user is begun, and those under way are broken off. */
  signal?: AbortSignal | undefined;
}

/** Refuses a pace that is none. @throws InvalidInputError */
export function checkPace({ concurrency = 1, batchSize = 1, delayMs = 0 }: Pace): void {
  const problems = [
    ...(concurrency >= 1 ? [] : [`concurrency cannot be ${concurrency}`]),
    ...(batchSize >= 1 ? [] : [`batchSize cannot be ${batchSize}`]),
    ...(delayMs >= 0 ? [] : [`delayMs cannot be ${delayMs}`]),
  ];
  if (problems.length > 0) throw new InvalidInputError(problems.join("; "));
}

/**
 * Works through rows, a few at a time, and reads no further ahead than that.
 *
 * @param work Its first error ends everything, after those under way have ended.
 * @returns how many rows there were, up to the end or to the abort
 */
export async function eachRow<T>(
  rows: Iterable<T> | AsyncIterable<T>,
  { concurrency = 4, batchSize = Number.POSITIVE_INFINITY, delayMs = 0, signal }: Pace,
  clock: Clock,
  work: (row: T, number: number) => Promise<void>,
): Promise<number> {
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const ended = async (tasks: Promise<unknown>): Promise<void> => {
    await tasks;
    if (failure) throw failure.error;
  };
  let count = 0;
  try {
    for await (const row of rows) {
      if (count > 0 && count % batchSize === 0) {
        await ended(Promise.all(running));
        await pause(clock, delayMs, signal);
      }
      if (failure || signal?.aborted) break;
      count++;
      const task = work(row, count)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => running.delete(task));
      running.add(task);
      if (running.size >= concurrency) await ended(Promise.race(running));
    }
    await ended(Promise.all(running));
    return count;
  } finally {
    await Promise.all(running);
  }
}
