import { AbortError } from "@platformq/resilience";

/**
 * Does the same work with every item, a few at a time. The first failure stops the rest and is thrown when all that
 * was under way has ended; a source that has nothing to give meanwhile is not waited for.
 *
 * @param work Gets a signal that ends with the caller's or with the first failure.
 * @throws AbortError when the caller's signal ends it before its time.
 */
export async function eachConcurrently<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  signal: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failure = new AbortController();
  const joined = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let first: { readonly error: unknown } | undefined;
  let isExhausted = false;
  let waiting = 0;
  const fail = (error: unknown): void => {
    first ??= { error };
    failure.abort(error);
  };
  const take = async (): Promise<IteratorResult<T>> => {
    waiting++;
    try {
      return await iterator.next();
    } finally {
      waiting--;
    }
  };
  const worker = async (): Promise<void> => {
    try {
      while (!joined.aborted) {
        const next = await unlessAborted(take(), joined);
        if (next === undefined) return;
        if (next.done) {
          isExhausted = true;
          return;
        }
        await work(next.value, joined);
      }
    } catch (error) {
      fail(error);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, limit) }, worker));
  if (first === undefined && isExhausted) return;
  const ending = end(iterator);
  // A generator ends when it has its next item, and that may be never.
  if (waiting === 0) await ending;
  if (first !== undefined) throw first.error;
  throw new AbortError("Aborted by the caller", {
    service: "nextcloud",
    outcome: "unknown",
    cause: signal?.reason,
  });
}

/** Waits for a promise, or not any longer: `undefined` is what an aborted wait comes to. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
    promise.finally(() => signal.removeEventListener("abort", stop)).then(resolve, reject);
  });
}

/** What ended the work is the one thing to tell. */
async function end(iterator: Iterator<unknown> | AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {}
}
