import { ConfigurationError } from "@platformq/resilience";
import { digestTime } from "./digest-time.js";
import type { DigestSchedule } from "./preferences.js";

/** Refuses times that every message would fail of. @throws ConfigurationError for a time zone or a time that is none */
export function checkTimes(timeZone: string, digest: DigestSchedule): void {
  try {
    // Only with a time of day it matters where that is.
    digestTime({ ...digest, at: ["00:00", ...(digest.at ?? [])] }, timeZone, 0);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`Nobody can be notified at the times of the options: ${reason}`, { cause });
  }
}
