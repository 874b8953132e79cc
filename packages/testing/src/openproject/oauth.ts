import { bodyText, type Incoming } from "../incoming.js";
import { reply } from "../replies.js";
import type { OpenProjectState } from "./state.js";

const LIFE_SECONDS = 7200;

/** Issue an access token to an application that signs in as itself. It acts as the user bound to the application. */
export function issueToken(state: OpenProjectState, incoming: Incoming, now: number): Response {
  const form = new URLSearchParams(bodyText(incoming));
  const application = state.oauthApplications.get(form.get("client_id") ?? "");
  if (form.get("grant_type") !== "client_credentials") return refusal(400, "unsupported_grant_type");
  if (application === undefined || application.secret !== form.get("client_secret")) {
    return refusal(401, "invalid_client");
  }
  if (form.get("scope") !== "api_v3") return refusal(400, "invalid_scope");
  const token = `token-${state.nextId()}`;
  state.accessTokens.set(token, { userId: application.userId, endsAt: now + LIFE_SECONDS * 1000 });
  return json(200, {
    access_token: token,
    token_type: "Bearer",
    expires_in: LIFE_SECONDS,
    scope: "api_v3",
    created_at: Math.floor(now / 1000),
  });
}

function refusal(status: number, error: string): Response {
  return json(status, { error, error_description: "Client authentication failed." });
}

function json(status: number, body: object): Response {
  return reply(status, "application/json; charset=utf-8", JSON.stringify(body));
}
