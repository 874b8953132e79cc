import type { JsonObject } from "../json.js";

/**
 * How strongly an event is known to come from its platform, from strong to weak.
 *
 * - `hmac-sha256+nonce`: signed with a secret that is never sent, and refused the second time (Talk bots).
 * - `hmac-sha256`, `hmac-sha1`: signed; who records a request can send it again (Flow, OpenProject). SHA-1 is broken for
 *   collisions, not as an HMAC.
 * - `sha256-suffix`: a plain digest of body and secret, as the Nextcloud app "Webhooks" makes it. No HMAC, yet not
 *   known to be forgeable.
 * - `shared-token`: the secret itself travels with every request (Zulip, Nextcloud's webhook_listeners). It is worth
 *   what TLS is worth, and nothing ties it to the body.
 * - `fetched`: not received but fetched with our own credentials from the platform's API.
 */
export type Verification =
  | "hmac-sha256+nonce"
  | "hmac-sha256"
  | "hmac-sha1"
  | "sha256-suffix"
  | "shared-token"
  | "fetched";

/** Reads a header by its lower-case name. */
export type ReadHeader = (name: string) => string | undefined;

/** A body whose sender is known. */
export interface Verified {
  readonly verification: Verification;
  /** The body, parsed, without the secret if it was in there. */
  readonly payload: JsonObject;
  /** The payload in JSON, where the body is just that. */
  readonly text: string | undefined;
  /** The signature in hex, where it names the body and nothing but the body: a digest of it is there already. */
  readonly bodyDigest?: string | undefined;
  /** Makes the request unique; a second one is a replay. Only Talk bots send one. */
  readonly nonce?: string | undefined;
}

/** Checks who sent a body, before anything else is done with it. */
export interface Verifier {
  /** @throws WebhookRejectedError `unauthorized` or `malformed`. */
  verify(readHeader: ReadHeader, body: Uint8Array): Verified;
}
