import type { RequestOptions } from "@platformq/resilience";

const SHOWN = new Set(["accept", "range"]);

/** Keeps back from another host what only OpenProject is to see: whatever else the headers of a call say, secrets too. */
export function forForeign(options: RequestOptions): RequestOptions {
  const { signal, timeoutMs, deadlineMs, retry, idempotent, headers = {} } = options;
  const shown = Object.entries(headers).filter(([name]) => SHOWN.has(name.toLowerCase()));
  return { signal, timeoutMs, deadlineMs, retry, idempotent, headers: Object.fromEntries(shown) };
}
