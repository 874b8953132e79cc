/** Field names that hold secrets, wherever they appear in what is logged. */
const secretFields = [
  "authorization",
  "Authorization",
  "cookie",
  "Cookie",
  "set-cookie",
  "password",
  "pass",
  "token",
  "apiKey",
  "api_key",
  "apikey",
  "secret",
  "appPassword",
  "apppassword",
  "access_token",
  "refresh_token",
  "client_secret",
];

/** The fields pino censors, down to three levels. */
export const redactedPaths: string[] = ["", "*.", "*.*."].flatMap((depth) =>
  secretFields.map((field) => `${depth}${field.includes("-") ? `["${field}"]` : field}`.replace('.["', '["')),
);

const SECRET_NAME = /authorization|cookie|token|secret|passw|api[-_]?key|signature|credential/i;

/** Tells whether a header or a query parameter of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

const MASK = "***";
/** Shorter strings are too common to be masked without ruining the text. */
const SHORTEST_SECRET = 4;
/** Tokens that change by the hour must not add up; answers quote the latest ones. */
const MOST_SPELLINGS = 300;

/**
 * Takes a client's own secrets out of foreign text.
 *
 * Servers repeat in their messages what they were sent; an error must not carry it on.
 */
export class Scrubber {
  readonly #secrets = new Set<string>();

  /** Learns a secret, in the spellings in which it can come back. */
  learn(secret: string): void {
    if (secret.length < SHORTEST_SECRET) return;
    for (const spelling of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      this.#secrets.add(spelling);
    }
    for (const oldest of this.#secrets) {
      if (this.#secrets.size <= MOST_SPELLINGS) break;
      this.#secrets.delete(oldest);
    }
  }

  /** Masks every known secret in a text. */
  scrub(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, MASK);
    return clean;
  }
}
