import type { ProcessOptions } from "@platformq/queue";
import { ConfigurationError } from "@platformq/resilience";

/**
 * Fills in the defaults.
 *
 * @throws ConfigurationError for what the queue refuses, which it would do only when the handling begins.
 */
export function readHandling(handling: ProcessOptions = {}): ProcessOptions {
  const { concurrency = 16, attempts = 5 } = handling;
  checkWhole("concurrency", concurrency, 10_000);
  checkWhole("attempts", attempts, Number.MAX_SAFE_INTEGER);
  return { ...handling, concurrency };
}

function checkWhole(name: keyof ProcessOptions, value: number, to: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= to) return;
  throw new ConfigurationError(`handling.${name} is a whole number from 1 to ${to}, not ${value}`);
}
