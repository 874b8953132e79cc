import { type ClientOptions, ConfigurationError, type Secret } from "@platformq/resilience";

/** What a Nextcloud client is made of: a user name with a password, or a token. */
export interface NextcloudOptions extends ClientOptions {
  /** A login name, or the e-mail address the account signs in with. */
  username?: string | undefined;
  /**
   * An app password, or the account's own. The server takes a second to check the account's own, for each request,
   * and a twentieth of that for an app password.
   *
   * @see https://docs.nextcloud.com/server/latest/user_manual/en/session_management.html
   */
  password?: Secret | undefined;
  /** A bearer token instead of user name and password: an app password, or one of OpenID Connect. */
  token?: Secret | undefined;
  /**
   * Gets an app password in exchange for the account's own before the first request, and revokes it on `close()`.
   * @default false
   */
  exchange?: boolean | undefined;
}

/** Refuses incomplete options. @throws ConfigurationError naming all that is missing. */
export function checkRequired(options: NextcloudOptions): void {
  const needed = options.token ? (["baseUrl"] as const) : (["baseUrl", "username", "password"] as const);
  const missing = needed.filter((name) => !options[name]);
  if (missing.length > 0) fail(`The nextcloud client needs ${missing.join(", ")}`);
  if (options.token && options.password) fail("Give the nextcloud client a token or a password, not both");
  if (options.token && options.exchange) fail("A token cannot be exchanged for an app password");
}

function fail(text: string): never {
  throw new ConfigurationError(text, { service: "nextcloud" });
}
