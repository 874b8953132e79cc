import type { Outcome } from "./errors/platform-error.js";

/** What one attempt met with. */
export type AttemptOutcome =
  /** An answer with its status, and what it said about time. */
  | { kind: "response"; status: number; retryAfterMs?: number | undefined; maintenance?: boolean | undefined }
  /** An answer that looks like a failure and is none: it was processed, and refused for good. */
  | { kind: "answered" }
  /** An answer that says nothing was done and may be asked again, by every method (Nextcloud's 423). */
  | { kind: "refused" }
  /** The connection never came about: refused, unknown host, unreachable, connect timeout. */
  | { kind: "connect" }
  /** TLS or the certificate did not agree. */
  | { kind: "tls" }
  /** A connection that was kept for the next request broke under it, before a byte of an answer. */
  | { kind: "stale" }
  /** The connection broke or fell silent; `sent` tells whether a byte of the request went out. */
  | { kind: "broken"; sent: boolean }
  /** The answer's body ended before its time. */
  | { kind: "cut" }
  /** The caller gave up, or the deadline came. */
  | { kind: "ended"; sent: boolean };

/** What the outcome table needs to know of a request. */
export interface RequestTraits {
  method: string;
  /** Declares that repeating the request changes nothing more: it is then treated like PUT. */
  idempotent?: boolean | undefined;
}

/** What follows from an outcome. */
export interface Verdict {
  /** What the breaker is told. */
  breaker: "success" | "failure" | "neutral";
  /** Whether the same request may be sent again; `refresh`: once, after the credential was refreshed. */
  retry: boolean | "refresh";
  /** What the limiter is told. `pause-all` holds every account of the origin. */
  limiter: "keep" | "give-back" | "pause-account" | "pause-all";
  /** What is known of the attempt's effect. */
  outcome: Outcome;
}

/** Methods that only read. */
const SAFE = new Set(["GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT", "SEARCH"]);
/** Methods that may be repeated without doing more. */
const REPEATABLE = new Set([...SAFE, "PUT", "DELETE"]);

/**
 * Decides what follows from an attempt: the one table of breaker, retry, limiter and effect.
 *
 * Retrying a request that may have been processed is left to those who declare it harmless; a request that was
 * certainly not processed may always go again.
 */
export function classify(outcome: AttemptOutcome, request: RequestTraits): Verdict {
  const repeatable = request.idempotent === true || REPEATABLE.has(request.method);
  switch (outcome.kind) {
    case "response":
      return classifyResponse(outcome, repeatable);
    case "answered":
      return ANSWERED;
    case "refused":
      return verdict("success", true, "rejected");
    case "connect":
      return NEVER_SENT;
    case "tls":
      return verdict("failure", false, "not-sent");
    case "stale":
      // It was dropped while nobody used it; the server may be as well as ever.
      return verdict("neutral", repeatable, "unknown");
    case "broken":
      return outcome.sent ? verdict("failure", repeatable, "unknown") : NEVER_SENT;
    case "cut":
      return verdict("failure", repeatable, "unknown");
    case "ended":
      return {
        ...verdict("neutral", false, outcome.sent ? "unknown" : "not-sent"),
        limiter: outcome.sent ? "keep" : "give-back",
      };
  }
}

function classifyResponse(
  response: Extract<AttemptOutcome, { kind: "response" }>,
  repeatable: boolean,
): Verdict {
  const { status } = response;
  const timed = response.retryAfterMs !== undefined;
  switch (status) {
    case 401:
      return verdict("success", "refresh", "rejected");
    case 408:
      // The server gave up waiting for the request; what it had read of a POST it may have acted upon.
      return verdict("success", repeatable, repeatable ? "rejected" : "unknown");
    case 425:
      return verdict("success", true, "rejected");
    case 429:
      // Without a time the limit is the operation's own (Nextcloud's share limit): waiting a little does not help.
      return { ...verdict("success", timed, "rejected"), limiter: timed ? "pause-account" : "keep" };
    case 503: {
      // With a time or a maintenance header it was turned away at the door.
      const turnedAway = timed || response.maintenance === true;
      return {
        ...verdict("failure", repeatable || turnedAway, turnedAway ? "rejected" : "unknown"),
        limiter: timed ? "pause-all" : "keep",
      };
    }
    default:
      // 501, 505, 507 and their like are well-formed refusals; 52x is how proxies spell 502.
      if (status < 500 || (status > 504 && status < 520) || status === 501) return ANSWERED;
      return verdict("failure", repeatable, "unknown");
  }
}

/** By far the most frequent verdict, made once. */
const ANSWERED: Verdict = Object.freeze(verdict("success", false, "rejected"));

/** No byte went out: every method may go again, and the server has not counted it. */
const NEVER_SENT: Verdict = Object.freeze({ ...verdict("failure", true, "not-sent"), limiter: "give-back" });

function verdict(breaker: Verdict["breaker"], retry: Verdict["retry"], outcome: Outcome): Verdict {
  return { breaker, retry, limiter: "keep", outcome };
}
