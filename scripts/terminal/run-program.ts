import {
  ConfigurationError,
  InvalidInputError,
  isPlatformError,
  NetworkError,
  UnauthorizedError,
} from "@platformq/resilience";
import { describeError } from "./describe-error.js";
import { Stopped, stopSignal } from "./stop-signal.js";
import { UsageError } from "./usage-error.js";

const FAILED = 1;
const WRONG_USE = 2;

/** What a program says when it cannot go on. */
export interface LastWords {
  /** How it is used, after wrong arguments. */
  readonly usage: string;
  /** What to do where the configuration is wrong. */
  readonly configuration: string;
  /** What to do after Ctrl+C. */
  readonly interrupted: string;
  /** Shows the stacks of errors. @default false */
  readonly verbose?: boolean;
}

/** Runs a program to its end, and turns whatever ends it early into words and an exit code. */
export async function runProgram(
  words: LastWords,
  main: (signal: AbortSignal) => Promise<number>,
): Promise<void> {
  const signal = stopSignal();
  try {
    process.exitCode = await main(signal);
  } catch (error) {
    const { reason } = signal;
    if (reason instanceof Stopped && isAbort(error)) {
      if (reason.by !== "SIGPIPE") process.stderr.write(`${words.interrupted}\n`);
      process.exitCode = reason.exitCode;
      return;
    }
    process.stderr.write(`${[describeError(error), ...advice(error, words)].join("\n")}\n`);
    if (words.verbose && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = isWrongUse(error) ? WRONG_USE : FAILED;
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Stopped || (error instanceof Error && error.name === "AbortError");
}

function isWrongUse(error: unknown): boolean {
  return [UsageError, ConfigurationError, InvalidInputError].some((wrong) => error instanceof wrong);
}

function advice(error: unknown, words: LastWords): string[] {
  if (error instanceof UsageError) return [words.usage.trimEnd()];
  if (error instanceof ConfigurationError) return [words.configuration];
  const isUnusable = error instanceof NetworkError || error instanceof UnauthorizedError;
  return isPlatformError(error) && isUnusable
    ? ["npm run doctor says what is wrong and how to mend it."]
    : [];
}
