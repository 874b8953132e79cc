/** The share of traffic retries may make up: a retry takes from the budget, a success gives back. */
export interface RetryBudgetOptions {
  /** @default 500 */
  capacity?: number | undefined;
  /** What a retry costs. @default 5 */
  retryCost?: number | undefined;
  /** What a retry after a timeout costs: it held a connection for long. @default 10 */
  timeoutCost?: number | undefined;
}

/**
 * Keeps retries from multiplying the load on a server that is down for everybody: a hundred of them are free, then
 * only successes earn new ones.
 */
export class RetryBudget {
  readonly #capacity: number;
  readonly #retryCost: number;
  readonly #timeoutCost: number;
  #tokens: number;

  constructor(options: RetryBudgetOptions = {}) {
    this.#capacity = options.capacity ?? 500;
    this.#retryCost = options.retryCost ?? 5;
    this.#timeoutCost = options.timeoutCost ?? 10;
    this.#tokens = this.#capacity;
  }

  get tokens(): number {
    return this.#tokens;
  }

  /** Pays for a retry; `false` when the budget is spent. */
  tryRetry(afterTimeout: boolean): boolean {
    const cost = afterTimeout ? this.#timeoutCost : this.#retryCost;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Earns for a call that succeeded after `retries` retries. */
  succeeded(retries: number): void {
    const earned = retries === 0 ? 1 : this.#retryCost;
    this.#tokens = Math.min(this.#capacity, this.#tokens + earned);
  }
}
