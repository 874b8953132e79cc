import { type ErrorContext, PlatformError } from "./platform-error.js";

/** The network failed: refused, unknown host, unreachable, reset, cut short, or TLS did not agree. */
export class NetworkError extends PlatformError {
  static override readonly kind: string = "NetworkError";
}

/** One attempt took longer than its timeout. */
export class TimeoutError extends PlatformError {
  static override readonly kind: string = "TimeoutError";
}

/** The whole call, with its waiting and its retries, took longer than its deadline. */
export class DeadlineExceededError extends PlatformError {
  static override readonly kind: string = "DeadlineExceededError";

  constructor(message: string, context?: ErrorContext) {
    super(message, "DEADLINE_EXCEEDED", context);
  }
}

/** The caller's `AbortSignal` ended the call; its reason is the `cause`. */
export class AbortError extends PlatformError {
  static override readonly kind: string = "AbortError";

  constructor(message: string, context?: ErrorContext) {
    super(message, "ABORTED", context);
  }
}

/** The circuit is open: the server has failed repeatedly and is left alone for a while. Nothing was sent. */
export class CircuitOpenError extends PlatformError {
  static override readonly kind: string = "CircuitOpenError";
  /** When a call may get through again, in milliseconds from now. */
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, context?: ErrorContext) {
    super(message, "CIRCUIT_OPEN", context);
    this.retryAfterMs = retryAfterMs;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), retryAfterMs: this.retryAfterMs };
  }
}

/** A rate limit, the server's or ours, asks to wait longer than this call may. */
export class RateLimitError extends PlatformError {
  static override readonly kind: string = "RateLimitError";
  /** How long to wait, in milliseconds; `undefined` when the server did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, code: string, retryAfterMs: number | undefined, context?: ErrorContext) {
    super(message, code, context);
    this.retryAfterMs = retryAfterMs;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), retryAfterMs: this.retryAfterMs };
  }
}

/** Too many calls are waiting already. Nothing was sent. */
export class QueueFullError extends PlatformError {
  static override readonly kind: string = "QueueFullError";

  constructor(message: string, context?: ErrorContext) {
    super(message, "QUEUE_FULL", context);
  }
}

/** The answer could not be understood: wrong content type, unreadable, or not of the documented shape. */
export class ResponseError extends PlatformError {
  static override readonly kind: string = "ResponseError";
  /** The beginning of the body, for a developer's eyes. Kept out of logs and serialisation. */
  declare readonly excerpt: string | undefined;

  constructor(message: string, code: string, context?: ErrorContext & { excerpt?: string | undefined }) {
    super(message, code, context);
    Object.defineProperty(this, "excerpt", { value: context?.excerpt, enumerable: false });
  }
}

/** The arguments are wrong; refused before anything was sent. */
export class InvalidInputError extends PlatformError {
  static override readonly kind: string = "InvalidInputError";

  constructor(message: string, context?: ErrorContext) {
    super(message, "INVALID_INPUT", context);
  }
}

/** The client was closed before. Nothing was sent. */
export class ClientClosedError extends PlatformError {
  static override readonly kind: string = "ClientClosedError";

  constructor(message: string, context?: ErrorContext) {
    super(message, "CLIENT_CLOSED", context);
  }
}

/** The configuration is missing something or contradicts itself. */
export class ConfigurationError extends PlatformError {
  static override readonly kind: string = "ConfigurationError";

  constructor(message: string, context?: ErrorContext) {
    super(message, "INVALID_CONFIGURATION", context);
  }
}
