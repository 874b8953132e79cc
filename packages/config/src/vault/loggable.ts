import { isPlatformError } from "@platformq/resilience";

/** What of an error is fit for a log line. */
export function loggable(error: unknown): object {
  if (isPlatformError(error)) return error.toJSON();
  return error instanceof Error ? { name: error.name, message: error.message } : { message: typeof error };
}
