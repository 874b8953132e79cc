import { ConfigurationError } from "@platformq/resilience";
import type { Reading } from "../events/envelope.js";
import { readPayload } from "../events/event.js";
import { stringAt } from "../json.js";
import type { EndpointOptions, PlatformSecrets } from "../options.js";
import { type Platform, platforms } from "../platform.js";
import { nextcloudVerifier } from "../verification/nextcloud.js";
import { openProjectVerifier } from "../verification/openproject.js";
import { type IsAllowed, sourceAddressCheck } from "../verification/source-addresses.js";
import type { Verified, Verifier } from "../verification/verification.js";
import { isByBot, zulipVerifier } from "../verification/zulip.js";
import { type Delivery, digestOf, uniqueId } from "./intake.js";

/** What is particular to one platform's requests. */
export interface Endpoint {
  readonly verifier: Verifier;
  readonly isAllowed: IsAllowed;
  readonly waitsForHandlers: boolean;
  /** Names the event of a verified request. */
  identify(verified: Verified): Delivery;
}

type Identify = (verified: Verified, reading: Reading) => Pick<Delivery, "id" | "deliveryId">;

/** Makes the endpoints of the platforms that have secrets. @throws ConfigurationError */
export function createEndpoints(options: PlatformSecrets): ReadonlyMap<Platform, Endpoint> {
  const endpoints = new Map<Platform, Endpoint>();
  const { nextcloud, zulip, openproject } = options;
  if (nextcloud)
    endpoints.set("nextcloud", endpoint("nextcloud", nextcloudVerifier(nextcloud), nextcloud, ofNextcloud));
  if (zulip)
    endpoints.set("zulip", endpoint("zulip", zulipVerifier(zulip), zulip, ofZulip(isByBot(zulip.secrets))));
  if (openproject)
    endpoints.set(
      "openproject",
      endpoint("openproject", openProjectVerifier(openproject), openproject, ofOpenProject),
    );
  if (endpoints.size === 0) {
    throw new ConfigurationError(
      `No platform may send: give at least one of ${platforms.join(", ")} its secrets`,
    );
  }
  return endpoints;
}

function endpoint(
  platform: Platform,
  verifier: Verifier,
  options: EndpointOptions,
  identify: Identify,
): Endpoint {
  return {
    verifier,
    isAllowed: options.sources === undefined ? () => true : sourceAddressCheck(options.sources),
    waitsForHandlers: (options.answerWhen ?? (platform === "zulip" ? "handled" : "queued")) === "handled",
    identify(verified) {
      const { verification, payload, text, nonce } = verified;
      const reading = readPayload(platform, payload, "webhook");
      const { id, deliveryId } = identify(verified, reading);
      const isNonce = nonce !== undefined;
      return { platform, via: "webhook", verification, payload, text, reading, id, deliveryId, isNonce };
    },
  };
}

/** Listeners never deliver twice, and two equal bodies are two events. Talk's random value is good for once. */
const ofNextcloud: Identify = ({ nonce }) => {
  if (nonce === undefined) return { id: uniqueId("nextcloud"), deliveryId: undefined };
  const id = `nextcloud:talk:${digestOf(nonce)}`;
  return { id, deliveryId: id };
};

/** A message is delivered again when the answer was late. It goes to every bot that it mentions. */
const ofZulip =
  (byBot: boolean): Identify =>
  ({ payload }, { resourceId }) => {
    if (resourceId === undefined) return { id: uniqueId("zulip"), deliveryId: undefined };
    const id = `zulip:${resourceId}${byBot ? `:${stringAt(payload, "bot_email")}` : ""}`;
    return { id, deliveryId: id };
  };

/** There is no delivery id: after a timeout the same body comes again. */
const ofOpenProject: Identify = ({ bodyDigest }, { resourceId }) => ({
  id: `openproject:${resourceId ?? bodyDigest}`,
  deliveryId: bodyDigest,
});
