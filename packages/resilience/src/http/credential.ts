/** Proves who calls. It is asked before every attempt, so that a rotated secret is picked up at once. */
export interface Credential {
  /** The value of the `Authorization` header. */
  authorization(): string | Promise<string>;
  /**
   * Gets another secret after a 401.
   *
   * @param rejected The header value the server refused.
   * @returns whether {@link authorization} now gives another value.
   */
  refresh?(rejected: string): Promise<boolean>;
}

/**
 * A password, key or token, or a function that tells the present one, for secrets that are rotated.
 *
 * The function is asked before every attempt, so it should answer from memory. After a 401 it is asked once more, with
 * the secret the server refused: time to read it anew.
 */
export type Secret = string | ((rejected?: string) => string | Promise<string>);

/** Signs in with a user name and a password, an app password or an API key. UTF-8, as all three servers read it. */
export function basicCredential(user: string, password: Secret): Credential {
  return credentialOf(
    password,
    (text) => `Basic ${Buffer.from(`${user}:${text}`, "utf8").toString("base64")}`,
  );
}

/** Signs in with a token. */
export function bearerCredential(token: Secret): Credential {
  return credentialOf(token, (text) => `Bearer ${text}`);
}

function credentialOf(secret: Secret, encode: (text: string) => string): Credential {
  if (typeof secret === "string") {
    const value = encode(secret);
    return { authorization: () => value };
  }
  let last = { text: "", value: encode("") };
  const encoded = (text: string): string => {
    if (last.text !== text) last = { text, value: encode(text) };
    return last.value;
  };
  return {
    authorization() {
      const present = secret();
      return typeof present === "string" ? encoded(present) : present.then(encoded);
    },
    async refresh(rejected) {
      return encoded(await secret(secretsIn(rejected).at(-1))) !== rejected;
    },
  };
}

/** The secrets an `Authorization` value gives away, in the spellings in which a server could repeat them. */
export function secretsIn(authorization: string): string[] {
  const space = authorization.indexOf(" ");
  const token = authorization.slice(space + 1);
  if (!authorization.startsWith("Basic ")) return [token];
  const pair = Buffer.from(token, "base64").toString("utf8");
  return [token, pair, pair.slice(pair.indexOf(":") + 1)];
}
