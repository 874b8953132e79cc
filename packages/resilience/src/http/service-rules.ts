import type { ApiErrorClass } from "../errors/api-error.js";
import type { Answer } from "./answer.js";

/** An error answer, with its body read as far as that went. */
export interface ErrorAnswer extends Answer {
  readonly operation: string;
  /** The body as text, bounded. */
  readonly text: string;
  /** The body parsed as JSON; `undefined` when it is none. */
  readonly json: unknown;
}

/** What a service's error body says, in the service's own words. */
export interface VendorError {
  /** The vendor's message, for people. Never matched on: servers translate it. */
  readonly message?: string | undefined;
  readonly vendorCode?: string | undefined;
  /** The class and stable code this (operation, vendor code) means; else the status decides. */
  readonly type?: readonly [ApiErrorClass, string] | undefined;
  /** A time to wait that the body names, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** A row of a service's exceptions from the outcome table. */
export interface OutcomeException {
  readonly status: number;
  /** Only for operations that match. */
  readonly operation?: RegExp;
  /** Only for answers that match. */
  readonly when?: (answer: ErrorAnswer) => boolean;
  /**
   * - `answered`: a final refusal, not a failure.
   * - `refused`: nothing was done, any method may try again.
   * - `maintenance`: turned away at the door, any method may try again.
   * - `already-so`: success, but only after an attempt nobody knows the outcome of.
   */
  readonly means: "answered" | "refused" | "maintenance" | "already-so";
}

/** What the HTTP client has to know of a service. */
export interface ServiceRules {
  /** The service's name in errors, logs and metrics. */
  readonly name: string;
  readonly exceptions?: readonly OutcomeException[];
  /** Reads the vendor's error envelope. */
  readError?(answer: ErrorAnswer): VendorError | undefined;
}
