import { createHash, createHmac, createSecretKey, timingSafeEqual } from "node:crypto";

/** Tells whether a digest in hex is that of a body with one of the secrets. `nonce` is signed in front of the body. */
export type FitsSignature = (hex: string, body: Uint8Array, nonce?: string) => boolean;

/** Makes the check of an HMAC. */
export function hmacCheck(algorithm: "sha1" | "sha256", secrets: readonly string[]): FitsSignature {
  return anyFits(
    secrets.map((secret) => {
      const key = createSecretKey(secret, "utf8");
      return (body, nonce) => {
        const hmac = createHmac(algorithm, key);
        if (nonce !== undefined) hmac.update(nonce);
        return hmac.update(body).digest("hex");
      };
    }),
  );
}

/** Makes the check of the SHA-256 of a body followed by a secret. */
export function suffixedSha256Check(secrets: readonly string[]): FitsSignature {
  return anyFits(
    secrets.map((secret) => (body) => createHash("sha256").update(body).update(secret).digest("hex")),
  );
}

/** In lower-case hex. */
type Digest = (body: Uint8Array, nonce: string | undefined) => string;

/** Tries every secret, so that the time does not tell which one fits. */
function anyFits(digests: readonly Digest[]): FitsSignature {
  return (hex, body, nonce) => {
    const given = hex.toLowerCase();
    let fits = false;
    for (const digest of digests) fits = equals(digest(body, nonce), given) || fits;
    return fits;
  };
}

/** Compares in a time that tells nothing but the length, which everybody knows. */
function equals(expected: string, given: string): boolean {
  if (expected.length !== given.length) return false;
  return timingSafeEqual(Buffer.from(expected, "latin1"), Buffer.from(given, "latin1"));
}
