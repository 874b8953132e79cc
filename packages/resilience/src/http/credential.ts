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

/** Signs in with a user name and a password, an app password or an API key. UTF-8, as all three servers read it. */
export function basicCredential(user: string, password: string): Credential {
  const value = `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
  return { authorization: () => value };
}

/** Signs in with a token. */
export function bearerCredential(token: string): Credential {
  const value = `Bearer ${token}`;
  return { authorization: () => value };
}

/** The secrets an `Authorization` value gives away, in the spellings in which a server could repeat them. */
export function secretsIn(authorization: string): string[] {
  const space = authorization.indexOf(" ");
  const token = authorization.slice(space + 1);
  if (!authorization.startsWith("Basic ")) return [token];
  const pair = Buffer.from(token, "base64").toString("utf8");
  return [token, pair, pair.slice(pair.indexOf(":") + 1)];
}
