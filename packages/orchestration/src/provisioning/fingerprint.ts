import { createHash } from "node:crypto";

/** Makes a short text that stands for another, for sets of many: 96 bits, so that no two meet by chance. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("base64").slice(0, 16);
}

/** The fingerprint of a login or an address, which are the same in upper and lower case. */
export function nameFingerprint(name: string): string {
  return fingerprint(name.toLowerCase());
}
