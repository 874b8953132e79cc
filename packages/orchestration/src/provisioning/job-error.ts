import { UnrecoverableError } from "@platformq/queue";
import { CircuitOpenError, RateLimitError } from "@platformq/resilience";
import { UNTOLD_WAIT_MS } from "../wait-asked-by.js";
import type { Reason, UserResult } from "./user-result.js";

/** So seldom the log is told of it; a rejected credential is not sent, so that nobody is banned for trying. */
const CREDENTIAL_WAIT_MS = 60_000;
/** Refusals that pass: too slow, too early, too often, or somebody else's lock. All others of 4xx come again. */
const PASSING: readonly number[] = [408, 423, 425, 429];

/** A platform refuses our credential. Users wait until it is corrected, without an attempt spent, as for an open circuit. */
export class CredentialRefusedError extends CircuitOpenError {
  static override readonly kind: string = "CredentialRefusedError";
  override readonly code: string = "CREDENTIAL_REJECTED";

  constructor({ message }: Reason) {
    super(`${message}; users wait until the credential is corrected`, CREDENTIAL_WAIT_MS);
  }
}

/** Makes of a user who failed what the queue has to know: whether trying again helps, and when. */
export function jobErrorOf({ steps, reason }: UserResult): Error {
  const failed = steps.filter(({ state }) => state === "failed");
  // Into homes we go as their users: what is refused there is no credential of ours, and once they have their password
  // nothing can be written any more.
  const repeatable = failed.filter(({ step }) => step !== "home");
  const refused = repeatable.find((step) => step.reason?.status === 401)?.reason;
  if (refused !== undefined) return new CredentialRefusedError(refused);
  const isFinal = repeatable.length === 0 || isRefusal(reason);
  return isFinal ? new UnrecoverableError(reason?.message) : new Error(reason?.message);
}

/** Gives a limit without a time one, so that the queue waits instead of spending attempts. */
export function withWait(error: unknown): unknown {
  if (!(error instanceof RateLimitError) || error.retryAfterMs !== undefined) return error;
  const { message, code, service, operation, outcome, attempts } = error;
  const context = { service, operation, outcome, attempts, cause: error };
  return new RateLimitError(message, code, UNTOLD_WAIT_MS, context);
}

function isRefusal(reason: Reason | undefined): boolean {
  const status = reason?.status;
  return status !== undefined && status >= 400 && status < 500 && !PASSING.includes(status);
}
