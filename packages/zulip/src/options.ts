import { type ClientOptions, ConfigurationError } from "@platformq/resilience";

/** What a Zulip client is made of. */
export interface ZulipOptions extends ClientOptions {
  /** The address Zulip's API knows the account by; it may differ from the one that receives mail. */
  email: string;
  /** @see https://zulip.com/api/api-keys */
  apiKey: string;
}

const REQUIRED = ["baseUrl", "email", "apiKey"] as const;

/** Refuses incomplete options. @throws ConfigurationError naming all that is missing. */
export function checkRequired(options: ZulipOptions): void {
  const missing = REQUIRED.filter((name) => !options[name]);
  if (missing.length === 0) return;
  throw new ConfigurationError(`The zulip client needs ${missing.join(", ")}`, { service: "zulip" });
}
