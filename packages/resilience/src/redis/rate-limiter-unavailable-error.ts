import { type ErrorContext, PlatformError } from "../errors/platform-error.js";

/** The shared rate limit cannot be kept, because its Redis is away or the limiter was closed. Nothing was sent. */
export class RateLimiterUnavailableError extends PlatformError {
  static override readonly kind: string = "RateLimiterUnavailableError";

  constructor(message: string, context?: ErrorContext) {
    super(message, "RATE_LIMITER_UNAVAILABLE", context);
  }
}
