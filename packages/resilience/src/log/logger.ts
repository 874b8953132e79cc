import { pino } from "pino";
import { redactedPaths } from "./redact.js";

/** How much is logged. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/** What the clients need of a logger; a pino logger fits as it is. */
export interface Logger {
  isLevelEnabled(level: string): boolean;
  trace(details: object, message: string): void;
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

const nothing = (): void => {};

/** Logs nothing; the default. */
export const silentLogger: Logger = {
  isLevelEnabled: () => false,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};

/** Where a logger writes: a file descriptor's stream or anything with `write`. */
export interface LogDestination {
  write(line: string): void;
}

export interface LoggerOptions {
  /** @default "info" */
  level?: LogLevel | undefined;
  /** Shown as `name` in every line. */
  name?: string | undefined;
  /** @default the process's standard error */
  destination?: LogDestination | undefined;
}

/**
 * Makes a pino logger that writes JSON lines to standard error, with credentials redacted.
 *
 * The clients never hand a credential to a logger; the redaction is for what others log with it.
 *
 * @see https://getpino.io
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  return pino(
    {
      level: options.level ?? "info",
      ...(options.name === undefined ? {} : { name: options.name }),
      redact: { paths: redactedPaths, censor: "[redacted]" },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
