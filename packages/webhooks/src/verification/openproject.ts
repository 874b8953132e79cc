import { WebhookRejectedError } from "../rejection.js";
import { parseBody } from "./parse-body.js";
import { followSecrets, type Secrets } from "./secrets.js";
import { hmacCheck } from "./signature.js";
import type { Verifier } from "./verification.js";

/** How OpenProject's webhooks are verified. */
export interface OpenProjectVerification {
  /** The signature secret of the webhook, and while it is replaced the one before. */
  readonly secrets: Secrets;
}

const PREFIX = "sha1=";

/**
 * Verifies `X-OP-Signature`, the HMAC-SHA1 of the body.
 *
 * @throws ConfigurationError without a secret.
 * @see https://www.openproject.org/docs/system-admin-guide/api-and-webhooks/
 */
export function openProjectVerifier(options: OpenProjectVerification): Verifier {
  const check = followSecrets("openproject", options.secrets, (secrets) => hmacCheck("sha1", secrets));
  return {
    verify(readHeader, body) {
      const signature = readHeader("x-op-signature");
      if (signature === undefined) {
        throw new WebhookRejectedError(
          "unauthorized",
          "X-OP-Signature is missing: give the webhook in OpenProject a signature secret",
        );
      }
      const bodyDigest = signature.slice(PREFIX.length).toLowerCase();
      if (!signature.startsWith(PREFIX) || !check()(bodyDigest, body)) {
        throw new WebhookRejectedError(
          "unauthorized",
          "X-OP-Signature does not fit: the secret is another one, or the body was changed on its way",
        );
      }
      const { payload, text } = parseBody(body);
      return { verification: "hmac-sha1", payload, text, bodyDigest };
    },
  };
}
