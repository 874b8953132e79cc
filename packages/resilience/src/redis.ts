/**
 * One rate limit for several processes.
 *
 * @module @platformq/resilience/redis
 */
import { RedisRateLimiter, type RedisRateLimiterOptions } from "./redis/redis-rate-limiter.js";

export { RateLimiterUnavailableError } from "./redis/rate-limiter-unavailable-error.js";
export type { RedisRateLimiter, RedisRateLimiterOptions };

/**
 * Makes a rate limiter that several processes share through Redis, for a client's `rateLimit` option.
 *
 * It connects at once, never makes a call wait longer than about a second for a Redis that is away, and takes the shared
 * rate up again when Redis returns. Needs the packages `bottleneck` and `ioredis`.
 *
 * @example new ZulipClient({ …, rateLimit: redisRateLimiter({ redis: "redis://…", id: "zulip", rate: 20, onUnavailable: "local" }) })
 * @throws ConfigurationError for a rate that is no positive number
 */
export function redisRateLimiter(options: RedisRateLimiterOptions): RedisRateLimiter {
  return new RedisRateLimiter(options);
}
