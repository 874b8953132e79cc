const brand = Symbol.for("platformq.queue.error");

/** The base of the queues' errors. `instanceof` works across copies of this package, such as ESM beside CommonJS. */
export abstract class QueueError extends Error {
  /** A stable name of the failure, to be matched on; messages may change. */
  abstract readonly code: string;

  get [brand](): string {
    return this.code;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A class without a code of its own is recognised the ordinary way, by its prototype.
    if (!Object.hasOwn(this, "code") || !("code" in this)) {
      return Function.prototype[Symbol.hasInstance].call(this, value);
    }
    return typeof value === "object" && value !== null && brand in value && value[brand] === this.code;
  }
}

/** The queue holds as many jobs as it may. */
export class QueueFullError extends QueueError {
  static readonly code = "QUEUE_FULL";
  override readonly name = "QueueFullError";
  readonly code = QueueFullError.code;
}

/** The queue was closed and accepts nothing any more. */
export class QueueClosedError extends QueueError {
  static readonly code = "QUEUE_CLOSED";
  override readonly name = "QueueClosedError";
  readonly code = QueueClosedError.code;
}

/** Thrown by a handler to say that trying again is useless: the job is dead at once. */
export class UnrecoverableError extends QueueError {
  static readonly code = "UNRECOVERABLE";
  override readonly name: string = "UnrecoverableError";
  readonly code = UnrecoverableError.code;
}

/** The process that ran a job's last attempt ended before the job did; the reason of a dead job. */
export class LostError extends QueueError {
  static readonly code = "LOST";
  override readonly name = "LostError";
  readonly code = LostError.code;
}
