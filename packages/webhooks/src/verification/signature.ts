import { createHash, createHmac, timingSafeEqual } from "node:crypto";

type Parts = readonly (string | Uint8Array)[];

/** Compares a signature in hex with the expected one, in a time that tells nothing. */
function equalsHex(expected: Buffer, hex: string): boolean {
  if (hex.length !== expected.length * 2 || !/^[0-9a-f]+$/i.test(hex)) return false;
  return timingSafeEqual(expected, Buffer.from(hex, "hex"));
}

/** Tries every secret, so that the time does not tell which one fits. */
function anyFits(secrets: readonly string[], hex: string, digest: (secret: string) => Buffer): boolean {
  let fits = false;
  for (const secret of secrets) fits = equalsHex(digest(secret), hex) || fits;
  return fits;
}

/** Tells whether a hex signature is the HMAC of the parts, one after the other, with one of the secrets. */
export function isHmac(
  algorithm: "sha1" | "sha256",
  secrets: readonly string[],
  parts: Parts,
  hex: string,
): boolean {
  return anyFits(secrets, hex, (secret) => {
    const hmac = createHmac(algorithm, secret);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  });
}

/** Tells whether a hex digest is the SHA-256 of the body followed by one of the secrets. */
export function isSuffixedSha256(secrets: readonly string[], body: Uint8Array, hex: string): boolean {
  return anyFits(secrets, hex, (secret) => createHash("sha256").update(body).update(secret).digest());
}
