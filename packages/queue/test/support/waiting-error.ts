/** An error as the clients throw it: the names of its kinds are under the brand. */
export class WaitingError extends Error {
  constructor(
    kind: "RateLimitError" | "CircuitOpenError",
    readonly retryAfterMs: number | undefined,
  ) {
    super("not now");
    this.name = kind;
  }

  get [Symbol.for("platformq.error")](): readonly string[] {
    return [this.name, "PlatformError"];
  }
}
