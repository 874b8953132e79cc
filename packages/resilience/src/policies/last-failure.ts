/** What a circuit keeps of a failure. */
export interface LastFailure extends Error {
  readonly code: string | undefined;
  readonly status: number | undefined;
}

/**
 * Tells an error without its request: circuits are shared by accounts, whose paths and bodies are not each other's
 * business, and live longer than what an error holds.
 *
 * @example `connect ECONNREFUSED 127.0.0.1:80`, `ServerError 503`, `TimeoutError ATTEMPT_TIMEOUT`
 */
export function lastFailure(error: unknown): LastFailure {
  const name = error instanceof Error ? error.name : "Error";
  const code = field(error, "code", "string");
  const status = field(error, "status", "number");
  const text = systemText(error) ?? [name, status ?? code].join(" ").trim();
  return Object.assign(new Error(text), { name, code, status });
}

/** The words of Node and of the system name hosts and ports, and nothing of the request. */
function systemText(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  for (const one of [error, cause]) {
    // That of an `AggregateError` has no words.
    if (one instanceof Error && "syscall" in one && one.message) return one.message;
  }
  return undefined;
}

function field(error: unknown, name: "code", type: "string"): string | undefined;
function field(error: unknown, name: "status", type: "number"): number | undefined;
function field(error: unknown, name: string, type: string): unknown {
  if (!(error instanceof Error)) return undefined;
  const value = Object.getOwnPropertyDescriptor(error, name)?.value;
  return typeof value === type ? value : undefined;
}
