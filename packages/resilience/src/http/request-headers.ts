/** Request headers by name. */
export type RequestHeaders = Readonly<Record<string, string>>;

/** Headers that say where a request goes and where it ends: with another value it is another request. */
const FRAMING = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "upgrade",
  "te",
  "trailer",
  "expect",
]);

export const FRAMING_REASON = "the client sets it from the URL and the body";

/** Writes the names in lower case, so that one header is not sent in two spellings. */
export function lowerCase(headers: RequestHeaders | undefined): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) lower[name.toLowerCase()] = value;
  }
  return lower;
}

/** Names the headers nobody but the client may set. Expects names in lower case. */
export function framingIn(headers: RequestHeaders): string[] {
  return Object.keys(headers).filter((name) => FRAMING.has(name));
}
