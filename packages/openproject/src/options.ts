import { type ClientOptions, ConfigurationError, type Secret } from "@platformq/resilience";
import type { ClientCredentials } from "./auth/client-credentials.js";

/** What an OpenProject client is made of: where it is, and one way to sign in. */
export interface OpenProjectOptions extends ClientOptions {
  /**
   * An API token of the account, or a function that tells the present one.
   *
   * @see https://www.openproject.org/docs/api/introduction/#authentication
   */
  apiKey?: Secret | undefined;
  /** A token of OAuth or of an OpenID provider to send as `Bearer`, or a function that tells the present one. */
  accessToken?: Secret | undefined;
  /** Gets tokens by itself, as an OAuth application of OpenProject's. */
  oauth?: ClientCredentials | undefined;
}

const SIGN_INS = ["apiKey", "accessToken", "oauth"] as const;

/** Refuses incomplete and contradictory options. @throws ConfigurationError naming all that is missing. */
export function checkRequired(options: OpenProjectOptions): void {
  const given = SIGN_INS.filter((name) => options[name]);
  const missing = [
    ...(options.baseUrl ? [] : ["baseUrl"]),
    ...(given.length === 0 ? ["apiKey (or accessToken, or oauth)"] : []),
    ...(options.oauth ? missingOf(options.oauth) : []),
  ];
  if (missing.length > 0) throw refusal(`needs ${missing.join(", ")}`);
  if (given.length > 1) throw refusal(`takes one of ${given.join(", ")}, not several`);
}

function missingOf(oauth: ClientCredentials): string[] {
  return (["clientId", "clientSecret"] as const)
    .filter((name) => !oauth[name])
    .map((name) => `oauth.${name}`);
}

function refusal(what: string): ConfigurationError {
  return new ConfigurationError(`The openproject client ${what}`, { service: "openproject" });
}
