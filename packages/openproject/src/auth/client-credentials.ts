import {
  ApiError,
  asJson,
  formBody,
  type HttpClient,
  openObject,
  Path,
  UnauthorizedError,
} from "@platformq/resilience";
import { z } from "zod";
import type { OpenProjectCredential } from "./credential.js";

/** An OAuth application that signs in as itself, by the client credentials grant. */
export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
  /** @default "api_v3" */
  scope?: string | undefined;
}

const Token = openObject({
  access_token: z.string(),
  /** In seconds. */
  expires_in: z.number().default(7200),
});

/** So long before its end a token is replaced: a request under way must not outlive it. */
const EARLY_MS = 60_000;

/** How the token endpoint tells, some servers with 400, that it does not know the application or its secret. */
const InvalidClient = openObject({ error: z.literal("invalid_client") });

/**
 * Gets access tokens and replaces them before they end; calls that need one at the same time share the request. A secret
 * that was refused is not tried again by itself.
 *
 * @see https://www.openproject.org/docs/api/introduction/#oauth-20-authentication
 */
export function clientCredentials(
  application: ClientCredentials,
  http: () => HttpClient,
): OpenProjectCredential {
  let held: { authorization: string; replaceAt: number } | undefined;
  let pending: Promise<string> | undefined;
  let refusal: unknown;

  const fetchToken = async (): Promise<string> => {
    const client = http();
    if (refusal !== undefined) throw refused(client, refusal);
    const { access_token, expires_in } = await requestToken(client, application).catch((error: unknown) => {
      if (!isRefused(error)) throw error;
      refusal = error;
      throw refused(client, error);
    });
    const lifeMs = expires_in * 1000;
    // A token that lives for less than the margin would be replaced without end.
    const replaceAt = client.clock.now() + Math.max(lifeMs - EARLY_MS, lifeMs / 2);
    held = { authorization: `Bearer ${access_token}`, replaceAt };
    return held.authorization;
  };
  const authorization = (): string | Promise<string> => {
    if (held && http().clock.now() < held.replaceAt) return held.authorization;
    pending ??= fetchToken().finally(() => {
      pending = undefined;
    });
    return pending;
  };
  return {
    authorization,
    async refresh(rejected) {
      if (held?.authorization === rejected) held = undefined;
      return (await authorization()) !== rejected;
    },
    forgetRefusal() {
      refusal = undefined;
    },
  };
}

function isRefused(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 401 || (error.status === 400 && InvalidClient.safeParse(error.body).success);
}

function refused({ baseUrl }: HttpClient, cause: unknown): UnauthorizedError {
  return new UnauthorizedError(
    `oauth client id or secret refused by ${baseUrl}; correct it, or call testConnection() to try it again`,
    "CREDENTIAL_REJECTED",
    { service: "openproject", status: 401, outcome: "not-sent", cause },
  );
}

const TOKEN_PATH = new Path("oauth/token", "oauth/token", "oauth/token");

async function requestToken(
  http: HttpClient,
  application: ClientCredentials,
): Promise<z.output<typeof Token>> {
  const { clientId, clientSecret, scope = "api_v3" } = application;
  const body = formBody([
    ["grant_type", "client_credentials"],
    ["client_id", clientId],
    ["client_secret", clientSecret],
    ["scope", scope],
  ]);
  // A second token does no harm. Sent without a credential, it does not wait for the one it gets.
  return http.request(
    {
      method: "POST",
      path: TOKEN_PATH,
      body,
      anonymous: true,
      idempotent: true,
      secrets: [clientSecret],
    },
    asJson(Token),
  );
}
