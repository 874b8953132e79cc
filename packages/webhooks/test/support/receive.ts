import type { Platform } from "../../src/platform.js";
import type { WebhookAnswer } from "../../src/receiver/answers.js";
import { type SignedRequest, signNextcloud, signOpenProject, signZulip } from "../../src/signing/sign.js";
import type { Webhooks } from "../../src/webhooks.js";

/** Hands a signed request to the receiver, without a server. */
export function receive(
  webhooks: Webhooks,
  platform: Platform,
  signed: SignedRequest,
): Promise<WebhookAnswer> {
  return webhooks.receive({ platform, method: "POST", ...signed });
}

/** Signs a payload with the secret of {@link secrets}. */
export const signAs: Readonly<Record<Platform, (payload: object) => SignedRequest>> = {
  nextcloud: (payload) => signNextcloud(payload, { secret: "nc-secret" }),
  zulip: (payload) => signZulip(payload, "zulip-token"),
  openproject: (payload) => signOpenProject(payload, "s3cret"),
};
