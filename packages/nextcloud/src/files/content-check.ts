import { createHash, type Hash } from "node:crypto";
import { ResponseError } from "@platformq/resilience";

/** The strongest first; ADLER32, which some clients give, is not worth its code. */
const ALGORITHMS = ["sha256", "sha1", "md5"] as const;

/** Compares content with a checksum while it passes. */
export class ContentCheck {
  readonly #hash: Hash;

  private constructor(
    private readonly algorithm: (typeof ALGORITHMS)[number],
    private readonly expected: string,
  ) {
    this.#hash = createHash(algorithm);
  }

  /** Reads `OC-Checksum`, such as `SHA1:da39… MD5:d41d…`; `undefined` for none that can be checked. */
  static of(checksums = ""): ContentCheck | undefined {
    for (const algorithm of ALGORITHMS) {
      const expected = new RegExp(`\\b${algorithm}:([0-9a-f]+)`, "i").exec(checksums)?.[1];
      if (expected !== undefined) return new ContentCheck(algorithm, expected.toLowerCase());
    }
    return undefined;
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }

  /** Tells whether it was the same content. @returns the error to end with if it was not. */
  end(): ResponseError | undefined {
    const found = this.#hash.digest("hex");
    if (found === this.expected) return undefined;
    const text = `The content's ${this.algorithm} is ${found}, and not ${this.expected} as its uploader said`;
    return new ResponseError(text, "DOWNLOAD_MISMATCH", {
      service: "nextcloud",
      outcome: "rejected",
      attempts: 1,
    });
  }
}
