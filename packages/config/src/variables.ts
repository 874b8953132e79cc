import { z } from "zod";

const url = z.url({
  protocol: /^https?$/,
  error: "must be an absolute URL such as https://cloud.example.com",
});
const text = z.string().trim().min(1);
const positive = z.coerce.number({ error: "must be a number" }).positive("must be greater than 0");
const count = z.coerce
  .number({ error: "must be a number" })
  .int("must be a whole number")
  .min(0, "must be 0 or more");

/** The variables that are read, with their meaning and their defaults. Durations are seconds, as operators write them. */
export const Variables = z.object({
  NEXTCLOUD_URL: url,
  NEXTCLOUD_ADMIN_USER: text,
  NEXTCLOUD_ADMIN_PASS: text,
  ZULIP_SITE: url,
  ZULIP_EMAIL: text,
  ZULIP_API_KEY: text,
  OPENPROJECT_URL: url,
  OPENPROJECT_API_KEY: text,
  /** Failures in a row that open a circuit. */
  CIRCUIT_BREAKER_THRESHOLD: positive.default(5),
  /** How long a circuit stays open, in seconds. */
  CIRCUIT_BREAKER_TIMEOUT: positive.default(60),
  /** One attempt, in seconds. */
  HTTP_TIMEOUT: positive.default(30),
  MAX_RETRIES: count.default(3),
  /** Requests per second. */
  NEXTCLOUD_RATE_LIMIT: positive.default(10),
  ZULIP_RATE_LIMIT: positive.default(20),
  OPENPROJECT_RATE_LIMIT: positive.default(15),
  /** API requests in flight to one server. */
  HTTP_POOL_CONNECTIONS: positive.default(16),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("silent"),
});
