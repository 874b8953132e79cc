import { ApiError, isPlatformError } from "@platformq/resilience";
import type { Reason } from "./user-result.js";

/** Tells why, in words that may be logged: the clients' errors are free of secrets, others are not quoted. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof ApiError) return { code: error.code, message: error.message, status: error.status };
  if (isPlatformError(error)) return { code: error.code, message: error.message };
  return { code: "UNEXPECTED", message: error instanceof Error ? error.name : typeof error };
}
