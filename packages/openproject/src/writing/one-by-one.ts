import { abortOf } from "./whole-call.js";

/** How one of many went. */
export type Settled<T> =
  | { readonly id: number; readonly value: T; readonly error?: undefined }
  | { readonly id: number; readonly value?: undefined; readonly error: unknown };

/**
 * Does something to many resources, one after the other: a failure is told and does not end the rest.
 *
 * Not at once, for changes within one hierarchy raise each other's `lockVersion`.
 *
 * @throws AbortError for what is left when the signal aborts; there may be no end to it.
 */
export async function* oneByOne<T>(
  ids: Iterable<number> | AsyncIterable<number>,
  act: (id: number) => Promise<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Settled<T>, void, undefined> {
  for await (const id of ids) {
    if (signal?.aborted) throw abortOf(signal);
    try {
      yield { id, value: await act(id) };
    } catch (error) {
      yield { id, error };
    }
  }
}
