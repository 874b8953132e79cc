import { ConfigurationError } from "@platformq/resilience";
import { type JsonObject, stringAt } from "../json.js";
import { WebhookRejectedError } from "../rejection.js";
import { parseBody } from "./parse-body.js";
import { followSecrets, type Secrets } from "./secrets.js";
import { SharedToken } from "./shared-token.js";
import type { Verifier } from "./verification.js";

/** How Zulip's outgoing webhooks are verified. */
export interface ZulipVerification {
  /**
   * The token of the bot, from its `zuliprc` or the list of bots. Of several bots at one address: tokens by `bot_email`;
   * the ids of their messages then name the bot, since each gets a delivery of its own.
   */
  readonly secrets: Secrets | Readonly<Record<string, Secrets>>;
}

/**
 * Verifies the `token` in the body of an outgoing webhook. There is no signature.
 *
 * The token is taken out of the payload, so that it reaches neither the queue nor a log.
 *
 * @throws ConfigurationError without a token.
 * @see https://zulip.com/api/outgoing-webhooks
 */
export function zulipVerifier(options: ZulipVerification): Verifier {
  const tokenFor = readTokens(options.secrets);
  return {
    verify(_readHeader, body) {
      const { token, ...payload } = parseBody(body).payload;
      if (typeof token !== "string" || !tokenFor(payload)?.matches(token)) {
        throw new WebhookRejectedError(
          "unauthorized",
          "The token does not fit: it is the bot's webhook token, not its API key",
        );
      }
      return { verification: "shared-token", payload, text: undefined };
    },
  };
}

/** Whether the secrets are given by bot. */
export function isByBot(secrets: ZulipVerification["secrets"]): secrets is Readonly<Record<string, Secrets>> {
  return typeof secrets === "object" && !Array.isArray(secrets);
}

function readTokens(secrets: ZulipVerification["secrets"]): (payload: JsonObject) => SharedToken | undefined {
  if (!isByBot(secrets)) {
    return tokenOf("zulip", secrets);
  }
  const byBot = new Map(Object.entries(secrets).map(([bot, list]) => [bot, tokenOf(`zulip, ${bot}`, list)]));
  if (byBot.size === 0) throw new ConfigurationError("zulip: a secret is needed to verify webhooks");
  return (payload) => byBot.get(stringAt(payload, "bot_email") ?? "")?.();
}

function tokenOf(sender: string, secrets: Secrets): () => SharedToken {
  return followSecrets(sender, secrets, (list) => new SharedToken(list));
}
