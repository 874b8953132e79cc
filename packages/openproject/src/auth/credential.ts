import { createHash, randomUUID } from "node:crypto";
import { basicCredential, bearerCredential, type Credential, type HttpClient } from "@platformq/resilience";
import type { OpenProjectOptions } from "../options.js";
import { clientCredentials } from "./client-credentials.js";

/** Signs a client in. */
export interface OpenProjectCredential extends Credential {
  /** Asks the server again for what it refused before. */
  forgetRefusal?(): void;
}

type SignIn = Pick<OpenProjectOptions, "apiKey" | "accessToken" | "oauth">;

/** Makes the credential of the one way to sign in that the options name. */
export function credentialOf(
  { apiKey, accessToken, oauth }: SignIn,
  http: () => HttpClient,
): OpenProjectCredential {
  if (oauth) return clientCredentials(oauth, http);
  if (accessToken) return bearerCredential(accessToken);
  // `Bearer` takes API keys since version 17 only; the user name is this very word.
  return basicCredential("apikey", apiKey ?? "");
}

/**
 * Names the account for the rate limit. Whose key it is only the server knows: clients with the same one share a limit,
 * and one whose key is told by a function has its own.
 */
export function accountOf({ apiKey, accessToken, oauth }: SignIn): string {
  const known = oauth?.clientId ?? apiKey ?? accessToken;
  return typeof known === "string" ? createHash("sha256").update(known).digest("base64") : randomUUID();
}
