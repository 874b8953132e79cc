import type { EventPublisher } from "./publisher.js";

/** What is needed of an ioredis client. */
export interface StreamClient {
  xadd(key: string, ...args: (string | number)[]): Promise<unknown>;
}

/** Where events go. */
export interface RedisStreamOptions {
  /** An ioredis client. It is yours to close. */
  readonly redis: StreamClient;
  /** @default "platformq:events" */
  readonly stream?: string | undefined;
  /** About how many entries the stream keeps. @default 100_000 */
  readonly maxLength?: number | undefined;
}

/**
 * Publishes events to a Redis stream: entries with the fields `id`, `name` and `event`, which is JSON.
 *
 * @see https://redis.io/docs/latest/commands/xadd/
 */
export function redisStreamPublisher(options: RedisStreamOptions): EventPublisher {
  const { redis, stream = "platformq:events", maxLength = 100_000 } = options;
  return {
    async publish(event) {
      const { id, name } = event;
      const fields = ["id", id, "name", name, "event", JSON.stringify(event)];
      await redis.xadd(stream, "MAXLEN", "~", maxLength, "*", ...fields);
    },
  };
}
