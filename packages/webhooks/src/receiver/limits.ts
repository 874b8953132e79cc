import { ConfigurationError } from "@platformq/resilience";

/** What the receiver puts up with. Durations are milliseconds, sizes bytes. */
export interface ReceiverLimits {
  /** A body, on the wire and decompressed. @default 1_048_576 */
  readonly maxBodyBytes: number;
  /** From the headers to the body's end. @default 10_000 */
  readonly bodyTimeoutMs: number;
  /** How long a full queue may keep a request waiting; stays below the senders' own timeouts. @default 5_000 */
  readonly queueWaitMs: number;
  /** How long an answer waits for the handlers, where it does. Zulip gives up after 10 s. @default 8_000 */
  readonly replyTimeoutMs: number;
  /** How long at least a delivery is remembered, so that a second one is known as such. @default 600_000 */
  readonly dedupeMs: number;
  /**
   * How long at least a signed random value is remembered, so that a replay is refused. Over a restart it is the queue
   * that remembers, for its `keepIds`. @default 86_400_000, a day
   */
  readonly replayMs: number;
  /** How many of each are remembered; beyond that the older half is forgotten. @default 100_000 */
  readonly dedupeEntries: number;
}

/** The defaults, in one place. */
export const defaultLimits: ReceiverLimits = Object.freeze({
  maxBodyBytes: 1_048_576,
  bodyTimeoutMs: 10_000,
  queueWaitMs: 5_000,
  replyTimeoutMs: 8_000,
  dedupeMs: 600_000,
  replayMs: 86_400_000,
  dedupeEntries: 100_000,
});

/** A longer timer fires at once; bytes and entries of that number are out of reach. */
const LARGEST = 2 ** 31 - 1;

/**
 * Fills in the defaults.
 *
 * @throws ConfigurationError for what is no number or too large a one: compared with `NaN`, nothing is too much.
 */
export function readLimits(limits: Partial<ReceiverLimits> = {}): ReceiverLimits {
  const read = (name: keyof ReceiverLimits): number => {
    const value = limits[name] ?? defaultLimits[name];
    if (typeof value === "number" && value >= 0 && value <= LARGEST) return value;
    throw new ConfigurationError(`limits.${name} is a number from 0 to ${LARGEST}, not ${value}`);
  };
  return {
    maxBodyBytes: read("maxBodyBytes"),
    bodyTimeoutMs: read("bodyTimeoutMs"),
    queueWaitMs: read("queueWaitMs"),
    replyTimeoutMs: read("replyTimeoutMs"),
    dedupeMs: read("dedupeMs"),
    replayMs: read("replayMs"),
    dedupeEntries: read("dedupeEntries"),
  };
}
