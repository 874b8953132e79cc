import { z } from "zod";
import type { ServiceName } from "./services.js";

const url = z.url({
  protocol: /^https?$/,
  error: "must be an absolute URL such as https://cloud.example.com",
});
const redisUrl = z.url({ protocol: /^rediss?$/, error: "must be a URL such as redis://localhost:6379" });
const text = z.string();
const pem = z.string().regex(/-----BEGIN CERTIFICATE-----/, "must be a certificate in PEM");
const positive = z.coerce.number({ error: "must be a number" }).positive("must be greater than 0");
const whole = z.coerce.number({ error: "must be a number" }).int("must be a whole number");
const seconds = positive.transform((value) => value * 1000);
const secrets = z
  .string()
  .transform((value) => value.split(",").map((part) => part.trim()))
  .refine((parts) => !parts.includes(""), "has an empty secret beside a comma");
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** The variables that are read, by section. Durations are seconds, as operators write them, and leave as milliseconds. */
export const sections = {
  general: z.object({
    /** Failures in a row that open a circuit. */
    CIRCUIT_BREAKER_THRESHOLD: whole.min(1, "must be 1 or more").default(5),
    /** How long a circuit stays open. */
    CIRCUIT_BREAKER_TIMEOUT: seconds.default(60_000),
    /** One attempt. */
    HTTP_TIMEOUT: seconds.default(30_000),
    MAX_RETRIES: whole.min(0, "must be 0 or more").default(3),
    /** API requests in flight to one server. */
    HTTP_POOL_CONNECTIONS: whole.min(1, "must be 1 or more").default(16),
    /** Authorities to trust beside the built-in ones. */
    HTTP_CA: pem.optional(),
    LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`).default("silent"),
    REDIS_URL: redisUrl.optional(),
    NEXTCLOUD_WEBHOOK_SECRET: secrets.optional(),
    ZULIP_WEBHOOK_TOKEN: secrets.optional(),
    OPENPROJECT_WEBHOOK_SECRET: secrets.optional(),
  }),
  nextcloud: z.object({
    NEXTCLOUD_URL: url,
    NEXTCLOUD_ADMIN_USER: text,
    NEXTCLOUD_ADMIN_PASS: text,
    /** Requests per second. */
    NEXTCLOUD_RATE_LIMIT: positive.default(10),
  }),
  zulip: z.object({
    ZULIP_SITE: url,
    ZULIP_EMAIL: text,
    ZULIP_API_KEY: text,
    /** Requests per second. */
    ZULIP_RATE_LIMIT: positive.default(20),
  }),
  openproject: z.object({
    OPENPROJECT_URL: url,
    OPENPROJECT_API_KEY: text,
    /** Requests per second. */
    OPENPROJECT_RATE_LIMIT: positive.default(15),
  }),
};

/** Names the variables of some services, and those that concern no service alone: what others are set to is not looked at. */
export function variableNamesOf(services: readonly ServiceName[]): string[] {
  return (["general", ...services] as const).flatMap((section) => Object.keys(sections[section].shape));
}
