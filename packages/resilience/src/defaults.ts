/** Every default of the pipeline, in one place. Durations are milliseconds, sizes bytes. */
export const defaults = Object.freeze({
  /** HTTP_TIMEOUT: one attempt of an API call; a transfer may be silent for as long. */
  timeoutMs: 30_000,
  /** One API call with its waiting and retries. Transfers and long polls have none. */
  deadlineMs: 120_000,
  maxRetries: 3,
  /** Failures in a row that open the circuit. */
  breakerThreshold: 5,
  breakerOpenMs: 60_000,
  connectTimeoutMs: 5_000,
  /** Shorter than the servers' own (Apache 5 s), so that we do not write into a closing connection. */
  keepAliveMs: 4_000,
  keepAliveMaxMs: 30_000,
  /** How long closing a client waits for its calls. */
  closeTimeoutMs: 30_000,
  /** Requests in flight to one origin, by lane. */
  connections: Object.freeze({ api: 16, transfer: 8, longpoll: 64 }),
  /** Bodies in callers' hands, to one origin and lane. */
  maxOpenBodies: 64,
  /** Calls waiting for one origin and lane. */
  maxQueue: 100_000,
  /** A buffered answer; larger ones are streamed. */
  maxBodyBytes: 64 * 1024 * 1024,
  maxRedirects: 5,
});
