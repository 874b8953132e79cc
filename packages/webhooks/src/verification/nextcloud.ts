import { ConfigurationError } from "@platformq/resilience";
import { WebhookRejectedError } from "../rejection.js";
import { parseBody } from "./parse-body.js";
import { followSecrets, type Secrets } from "./secrets.js";
import { SharedToken } from "./shared-token.js";
import { hmacCheck, suffixedSha256Check } from "./signature.js";
import type { ReadHeader, Verifier } from "./verification.js";

/** How the three kinds of senders in a Nextcloud are verified. At least one has to be named. */
export interface NextcloudVerification {
  /** The app webhook_listeners, which sends a header that was chosen when the webhook was registered. */
  readonly listeners?: SharedHeader | undefined;
  /** Apps that send a Flow's event with a signature of the body. */
  readonly flow?: SignedFlow | undefined;
  /** Bots of Talk. */
  readonly talk?: { readonly secrets: Secrets } | undefined;
}

/** A header that holds the secret itself. */
export interface SharedHeader {
  readonly secrets: Secrets;
  /** Its name. In `authorization` the secret may follow `Bearer`. @default "authorization" */
  readonly header?: string | undefined;
}

/** A header that holds a digest in hex, also after `sha256=`. */
export interface SignedFlow {
  readonly secrets: Secrets;
  /** @default "x-nextcloud-webhooks" */
  readonly header?: string | undefined;
  /** `sha256-suffix` is what the app "Webhooks" sends: SHA-256 of the body and the secret behind it. @default "hmac-sha256" */
  readonly digest?: "hmac-sha256" | "sha256-suffix" | undefined;
}

const TALK_SIGNATURE = "x-nextcloud-talk-signature";
const TALK_RANDOM = "x-nextcloud-talk-random";

/**
 * Verifies what a Nextcloud sends, by the scheme its headers name.
 *
 * @throws ConfigurationError without a scheme, or for one without a secret.
 * @see https://docs.nextcloud.com/server/latest/admin_manual/webhook_listeners/
 * @see https://nextcloud-talk.readthedocs.io/en/latest/bots/
 */
export function nextcloudVerifier(options: NextcloudVerification): Verifier {
  const { listeners, flow, talk } = options;
  if (listeners === undefined && flow === undefined && talk === undefined) {
    throw new ConfigurationError("nextcloud: name at least one of listeners, flow and talk with its secret");
  }
  const asTalk = talk && talkVerifier(talk.secrets);
  const asFlow = flow && flowVerifier(flow);
  const asListener = listeners && listenerVerifier(listeners);
  return {
    verify(readHeader, body) {
      const scheme = schemeOf(readHeader);
      if (scheme === undefined) {
        throw new WebhookRejectedError(
          "unauthorized",
          "The headers name no way of verification that is configured",
        );
      }
      return scheme.verify(readHeader, body);
    },
  };

  function schemeOf(readHeader: ReadHeader): Verifier | undefined {
    if (readHeader(TALK_SIGNATURE) !== undefined) return asTalk;
    if (asFlow !== undefined && readHeader(asFlow.header) !== undefined) return asFlow;
    return asListener;
  }
}

/** The signature covers a random value and the body; the random value never comes twice. */
function talkVerifier(secrets: Secrets): Verifier {
  const check = followSecrets("nextcloud.talk", secrets, (list) => hmacCheck("sha256", list));
  return {
    verify(readHeader, body) {
      const signature = readHeader(TALK_SIGNATURE) ?? "";
      const nonce = readHeader(TALK_RANDOM) ?? "";
      // An empty one would make all requests of this kind replays of one another.
      if (nonce === "" || !check()(signature, body, nonce)) {
        throw new WebhookRejectedError("unauthorized", "X-Nextcloud-Talk-Signature does not fit");
      }
      return { verification: "hmac-sha256+nonce", ...parseBody(body), nonce };
    },
  };
}

function flowVerifier(options: SignedFlow): Verifier & { readonly header: string } {
  const header = (options.header ?? "x-nextcloud-webhooks").toLowerCase();
  const verification = options.digest ?? "hmac-sha256";
  const check = followSecrets("nextcloud.flow", options.secrets, (secrets) =>
    verification === "hmac-sha256" ? hmacCheck("sha256", secrets) : suffixedSha256Check(secrets),
  );
  return {
    header,
    verify(readHeader, body) {
      const hex = (readHeader(header) ?? "").replace(/^sha256=/, "");
      if (!check()(hex, body))
        throw new WebhookRejectedError("unauthorized", `The signature in ${header} does not fit`);
      return { verification, ...parseBody(body) };
    },
  };
}

function listenerVerifier(options: SharedHeader): Verifier {
  const token = followSecrets("nextcloud.listeners", options.secrets, (secrets) => new SharedToken(secrets));
  const header = (options.header ?? "authorization").toLowerCase();
  return {
    verify(readHeader, body) {
      const given = readHeader(header);
      if (given === undefined)
        throw new WebhookRejectedError("unauthorized", `The header ${header} is missing`);
      if (!token().matches(header === "authorization" ? given.replace(/^Bearer +/i, "") : given)) {
        throw new WebhookRejectedError("unauthorized", `The secret in ${header} does not fit`);
      }
      return { verification: "shared-token", ...parseBody(body) };
    },
  };
}
