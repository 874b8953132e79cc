import { type ClientOptions, ConfigurationError } from "@platformq/resilience";

/** What a Nextcloud client is made of. */
export interface NextcloudOptions extends ClientOptions {
  /** A login name, or the e-mail address the account signs in with. */
  username: string;
  /**
   * An app password, or the account's own. An app password is a hundred times cheaper for the server to check.
   *
   * @see https://docs.nextcloud.com/server/latest/user_manual/en/session_management.html
   */
  password: string;
}

const REQUIRED = ["baseUrl", "username", "password"] as const;

/** Refuses incomplete options. @throws ConfigurationError naming all that is missing. */
export function checkRequired(options: NextcloudOptions): void {
  const missing = REQUIRED.filter((name) => !options[name]);
  if (missing.length === 0) return;
  throw new ConfigurationError(`The nextcloud client needs ${missing.join(", ")}`, { service: "nextcloud" });
}
