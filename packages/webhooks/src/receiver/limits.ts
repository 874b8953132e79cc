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
  /** How long at least a signed random value is remembered, so that a replay is refused. @default 86_400_000, a day */
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
