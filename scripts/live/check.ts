import { ForbiddenError } from "@platformq/resilience";
import { describeError } from "../terminal/describe-error.js";
import type { Cleanup } from "./cleanup.js";
import type { Latencies } from "./latencies.js";

/** One area of what a service can do. */
export interface Check {
  readonly area: string;
  /** Nothing after it can work without it. */
  readonly essential?: true;
  /** Tries it, and tells in a few words what was seen. */
  run(): Promise<string>;
}

/** What the checks of a service work with. */
export interface Trial<Client> {
  readonly client: Client;
  /** A name nobody else uses: what is created carries it. */
  readonly name: string;
  readonly cleanup: Cleanup;
}

/** `denied`: the account may not do it. `absent`: the server goes without it. `skipped`: it was not tried. */
export type CheckState = "pass" | "fail" | "denied" | "absent" | "skipped";

/** How a check went. */
export interface CheckResult {
  readonly area: string;
  readonly state: CheckState;
  /** What was seen, or why it failed. */
  readonly note: string;
  readonly requests: number;
  /** Of a request on average, in milliseconds. */
  readonly latencyMs: number;
  /** Of the whole check, in milliseconds. */
  readonly durationMs: number;
}

/** Why something is not to be checked here. */
export class NotHere extends Error {
  constructor(
    readonly state: "absent" | "denied",
    note: string,
  ) {
    super(note);
  }
}

export interface RunChecks {
  readonly checks: readonly Check[];
  readonly latencies: Latencies;
  /** Ends the run after the check under way. */
  readonly signal: AbortSignal;
  readonly onStart: (check: Check) => void;
  readonly onResult: (result: CheckResult) => void;
}

/** Runs checks one after another. */
export async function runChecks(run: RunChecks): Promise<CheckResult[]> {
  const { checks, latencies, signal, onStart, onResult } = run;
  const results: CheckResult[] = [];
  let reason = "";
  for (const check of checks) {
    if (signal.aborted) reason ||= "interrupted";
    if (!reason) onStart(check);
    const result = reason ? skipped(check, reason) : await tryOut(check, latencies);
    if (check.essential && result.state !== "pass") reason ||= `needs: ${check.area}`;
    results.push(result);
    onResult(result);
  }
  return results;
}

async function tryOut({ area, run }: Check, latencies: Latencies): Promise<CheckResult> {
  const before = latencies.all.length;
  const started = performance.now();
  const { state, note } = await run().then(
    (text) => ({ state: "pass" as const, note: text }),
    (error: unknown) => ({ state: stateOf(error), note: describeError(error) }),
  );
  const durationMs = performance.now() - started;
  const own = latencies.all.slice(before);
  const latencyMs = own.reduce((sum, ms) => sum + ms, 0) / Math.max(1, own.length);
  return { area, state, note, requests: own.length, latencyMs, durationMs };
}

function stateOf(error: unknown): CheckState {
  if (error instanceof NotHere) return error.state;
  return error instanceof ForbiddenError ? "denied" : "fail";
}

function skipped({ area }: Check, note: string): CheckResult {
  return { area, state: "skipped", note, requests: 0, latencyMs: 0, durationMs: 0 };
}
