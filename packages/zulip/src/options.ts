import { type ClientOptions, ConfigurationError, type Secret } from "@platformq/resilience";

/** What a Zulip client is made of. */
export interface ZulipOptions extends ClientOptions {
  /** The address Zulip's API knows the account by; it may differ from the one that receives mail. */
  email: string;
  /**
   * The account's key, or a function that tells the present one, for keys that are rotated.
   *
   * @see https://zulip.com/api/api-keys
   */
  apiKey: Secret;
  /** Hears of what went well only in part; it is logged too. */
  onWarning?: ((warning: ZulipWarning) => void) | undefined;
}

/** Something to know of a call that succeeded. It is told once. */
export interface ZulipWarning {
  /** `ignored-parameter`: the server is too old for a parameter and did without it. */
  readonly type: "ignored-parameter";
  /** Such as `POST api/v1/messages`. */
  readonly operation: string;
  readonly parameter: string;
}

const REQUIRED = ["baseUrl", "email", "apiKey"] as const;

/** Refuses incomplete options. @throws ConfigurationError naming all that is missing. */
export function checkRequired(options: ZulipOptions): void {
  const missing = REQUIRED.filter((name) => !options[name]);
  if (missing.length === 0) return;
  throw new ConfigurationError(`The zulip client needs ${missing.join(", ")}`, { service: "zulip" });
}
