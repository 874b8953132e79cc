/** Keeps the cookies by which a server knows a session again. */
export interface Session {
  /** Gives the `Cookie` header of the next request; `undefined` for none. */
  cookie(): string | undefined;
  /** Hears every answer to a request that could carry the cookie, with its `Set-Cookie` headers. */
  answered(status: number, setCookies: readonly string[]): void;
}

/** Reads the `Set-Cookie` headers of an answer. */
export function setCookiesOf(headers: Readonly<Record<string, string | string[] | undefined>>): string[] {
  const value = headers["set-cookie"];
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
