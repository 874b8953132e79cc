import { CircuitState, type IBreaker } from "cockatiel";
import type { Clock } from "../clock.js";
import { CircuitOpenError } from "../errors/local-errors.js";
import type { Call } from "../pipeline/call.js";
import { type LastFailure, lastFailure } from "./last-failure.js";

/** The states a circuit can be in. `isolated` is held open by hand. */
export type CircuitStateName = "closed" | "open" | "half-open" | "isolated";

/** Who watches a circuit. */
export type CircuitListener = (name: string, from: CircuitStateName, to: CircuitStateName) => void;

export interface CircuitBreakerSettings {
  /** What the circuit protects, as shown in logs, metrics and `getCircuitBreakers()`. */
  name: string;
  /** Decides when the circuit opens. */
  breaker: IBreaker;
  /** How long the circuit stays open, in milliseconds. */
  openMs: number;
  clock: Clock;
  /** Told of every change of state. */
  onChange?: CircuitListener | undefined;
}

/** Numbers the ages of a circuit, and the probes within one. Results from an earlier age are ignored. */
export type Permit = number;

/** While one probe is under way nobody knows when it will be judged; this is a fair time to ask again. */
const PROBING_RETRY_MS = 1000;
/** Others do not wait for a probe that takes longer, as an upload may: one of them probes as well. */
const LONGEST_PROBE_MS = 10_000;

/**
 * Leaves a failing server alone: closed, open for a while, then half-open with exactly one probe while everybody else
 * is refused at once.
 *
 * cockatiel's own policy lets the others wait for the probe and then rush in, and takes a late failure of the closed
 * age for the probe's. Permits here carry the age (epoch) they were given in.
 */
export class CircuitBreaker {
  readonly name: string;
  #state: CircuitStateName = "closed";
  #epoch: Permit = 0;
  /** The epoch in which the present state began. */
  #since: Permit = 0;
  #openUntil = 0;
  #probing = false;
  #probeUntil = 0;
  #lastFailure: LastFailure | undefined;
  readonly #settings: CircuitBreakerSettings;

  constructor(settings: CircuitBreakerSettings) {
    this.name = settings.name;
    this.#settings = settings;
  }

  get state(): CircuitStateName {
    return this.#state;
  }

  /** Whether calls are refused. */
  get isOpen(): boolean {
    return this.#state === "open" || this.#state === "isolated";
  }

  /** Milliseconds until the next probe may go, 0 when calls may pass. */
  get retryAfterMs(): number {
    if (this.#state === "closed") return 0;
    if (this.#state === "isolated") return Number.POSITIVE_INFINITY;
    const now = this.#settings.clock.now();
    if (!this.#probing) return Math.max(0, this.#openUntil - now);
    return Math.min(PROBING_RETRY_MS, Math.max(0, this.#probeUntil - now));
  }

  /** Refuses a call early while the circuit is open, before it waits for anything. */
  gate(call: Call): void {
    if (!this.#mayPass()) throw this.#refusal(call);
  }

  /**
   * Permits a request that has waited and goes out now; throws when the circuit opened meanwhile.
   *
   * The permit of a circuit that is not closed makes the request its probe. It must be judged or {@link cancel}led.
   */
  permit(call: Call): Permit {
    if (this.#state !== "closed") this.#beginProbe(call);
    return this.#epoch;
  }

  success(permit: Permit): void {
    if (permit < this.#since) return;
    const probe = this.#state === "half-open";
    this.#settings.breaker.success(probe ? CircuitState.HalfOpen : CircuitState.Closed);
    if (probe) this.#change("closed");
  }

  /** @param error Named to those who are refused because of it. */
  failure(permit: Permit, error?: unknown): void {
    if (permit < this.#since) return;
    this.#lastFailure = lastFailure(error);
    const probe = this.#state === "half-open";
    const opens = this.#settings.breaker.failure(probe ? CircuitState.HalfOpen : CircuitState.Closed);
    if (probe || opens) this.#open();
  }

  /** Ends a permit without a judgement: the caller gave up, the server is neither well nor ill. */
  cancel(permit: Permit): void {
    // The next caller becomes the probe: the time it was open for is over already.
    if (permit === this.#epoch && this.#state === "half-open") this.#probing = false;
  }

  /** Holds the circuit open until {@link reset}. */
  isolate(): void {
    this.#change("isolated");
  }

  /** Closes the circuit, whatever happened before. */
  reset(): void {
    this.#settings.breaker.success(CircuitState.HalfOpen);
    this.#change("closed");
  }

  #mayPass(): boolean {
    const { clock } = this.#settings;
    switch (this.#state) {
      case "closed":
        return true;
      case "isolated":
        return false;
      case "open":
        return clock.now() >= this.#openUntil;
      case "half-open":
        return !this.#probing || clock.now() >= this.#probeUntil;
    }
  }

  #beginProbe(call: Call): void {
    if (!this.#mayPass()) throw this.#refusal(call);
    // After another probe that took too long. The first of them to be judged decides: if only the last one could, a server
    // that is silent for longer would never be left alone again, and one that is slow never be taken for well.
    if (this.#state === "half-open") this.#epoch++;
    else this.#change("half-open");
    this.#probing = true;
    const { clock, openMs } = this.#settings;
    this.#probeUntil = clock.now() + Math.min(openMs, LONGEST_PROBE_MS);
  }

  #open(): void {
    this.#openUntil = this.#settings.clock.now() + this.#settings.openMs;
    this.#change("open");
  }

  #change(to: CircuitStateName): void {
    const from = this.#state;
    this.#probing = false;
    if (from === to) return;
    this.#state = to;
    this.#since = ++this.#epoch;
    if (to === "closed") this.#lastFailure = undefined;
    this.#settings.onChange?.(this.name, from, to);
  }

  #refusal(call: Call): CircuitOpenError {
    const { retryAfterMs } = this;
    const cause = this.#state === "isolated" ? undefined : this.#lastFailure;
    const last = cause ? ` (last: ${cause.message})` : "";
    const why = this.#state === "isolated" ? "held open by hand" : `open after repeated failures${last}`;
    const when = Number.isFinite(retryAfterMs)
      ? `try again in ${Math.ceil(retryAfterMs)} ms`
      : "reset it by hand";
    return new CircuitOpenError(
      `${call.operation} was not sent: the circuit of ${this.name} is ${why}; ${when}`,
      retryAfterMs,
      call.errorContext(cause),
    );
  }
}
