import { createHash } from "node:crypto";
import { basicCredential, type Credential, type HttpClient } from "@platformq/resilience";
import type { OpenProjectOptions } from "../options.js";
import { clientCredentials } from "./client-credentials.js";

type SignIn = Pick<OpenProjectOptions, "apiKey" | "accessToken" | "oauth">;

/** Makes the credential of the one way to sign in that the options name. */
export function credentialOf({ apiKey, accessToken, oauth }: SignIn, http: () => HttpClient): Credential {
  if (oauth) return clientCredentials(oauth, http);
  if (accessToken) return bearer(accessToken);
  // `Bearer` takes API keys since version 17 only; the user name is this very word.
  return basicCredential("apikey", apiKey ?? "");
}

/**
 * Names the account for the rate limit. Whose key it is only the server knows; clients with the same one share a limit.
 */
export function accountOf({ apiKey, accessToken, oauth }: SignIn): string {
  const token = typeof accessToken === "string" ? accessToken : "bearer";
  return createHash("sha256")
    .update(oauth?.clientId ?? apiKey ?? token)
    .digest("base64");
}

function bearer(token: string | (() => string | Promise<string>)): Credential {
  if (typeof token === "string") return { authorization: () => `Bearer ${token}` };
  return {
    authorization() {
      const present = token();
      return typeof present === "string" ? `Bearer ${present}` : present.then((value) => `Bearer ${value}`);
    },
    // Asked again: the owner may have another one by now.
    refresh: async (rejected) => `Bearer ${await token()}` !== rejected,
  };
}
