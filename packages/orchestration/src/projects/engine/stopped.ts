import { AbortError } from "@platformq/resilience";
import { RunInProgressError } from "../../journal/journal.js";

/** What a run ends with that was told to stop, or that somebody else may be at by now. */
export function stopped(runId: string, signal: AbortSignal): AbortError | RunInProgressError {
  const { reason } = signal;
  if (reason instanceof RunInProgressError) return reason;
  return new AbortError(`${runId} was stopped and can be resumed`, { cause: reason });
}
