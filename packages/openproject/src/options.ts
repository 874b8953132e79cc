import { type ClientOptions, ConfigurationError } from "@platformq/resilience";

/** What an OpenProject client is made of. */
export interface OpenProjectOptions extends ClientOptions {
  /** An API token of the account. @see https://www.openproject.org/docs/api/introduction/#authentication */
  apiKey: string;
}

const REQUIRED = ["baseUrl", "apiKey"] as const;

/** Refuses incomplete options. @throws ConfigurationError naming all that is missing. */
export function checkRequired(options: OpenProjectOptions): void {
  const missing = REQUIRED.filter((name) => !options[name]);
  if (missing.length === 0) return;
  throw new ConfigurationError(`The openproject client needs ${missing.join(", ")}`, {
    service: "openproject",
  });
}
