/**
 * Does the same work with every item, a few at a time. The first failure stops the rest and is thrown when all that
 * was under way has ended.
 *
 * @param work Gets a signal that ends with the caller's or with the first failure.
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
  const fail = (error: unknown): void => {
    first ??= { error };
    failure.abort(error);
  };
  const worker = async (): Promise<void> => {
    try {
      while (!joined.aborted) {
        const next = await iterator.next();
        if (next.done) return;
        await work(next.value, joined);
      }
    } catch (error) {
      fail(error);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, limit) }, worker));
  if (first !== undefined || joined.aborted) await iterator.return?.();
  if (first !== undefined) throw first.error;
}
