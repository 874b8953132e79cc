import { AbortError, type Clock, DeadlineExceededError, type RequestOptions } from "@platformq/resilience";

/** Waits for what several callers share, as long as this one wants to; the others are not disturbed when it leaves. */
export async function awaitShared<T>(
  shared: Promise<T>,
  clock: Clock,
  { signal, deadlineMs = false }: RequestOptions = {},
): Promise<T> {
  if (signal === undefined && deadlineMs === false) return shared;
  const leaving = new AbortController();
  const left = new Promise<never>((_, leave) => {
    const onAbort = (): void =>
      leave(new AbortError("The call was aborted", { service: "zulip", cause: signal?.reason }));
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { signal: leaving.signal });
    if (deadlineMs === false) return;
    const onDeadline = (): void =>
      leave(new DeadlineExceededError(`The call took longer than ${deadlineMs} ms`, { service: "zulip" }));
    const timer = clock.setTimeout(onDeadline, deadlineMs);
    leaving.signal.addEventListener("abort", () => timer.clear());
  });
  try {
    return await Promise.race([shared, left]);
  } finally {
    leaving.abort();
  }
}
