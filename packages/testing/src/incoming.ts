/** A request as a fake's handlers see it: read completely, its path relative to the base URL. */
export interface Incoming {
  readonly method: string;
  readonly url: URL;
  /** Still percent-encoded, starts with a slash, without the folder the fake is installed in. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

/** Read a request whose path lies below `prefix`; `undefined` if it does not. */
export async function readIncoming(request: Request, prefix: string): Promise<Incoming | undefined> {
  const url = new URL(request.url);
  if (url.pathname !== prefix && !url.pathname.startsWith(`${prefix}/`)) return undefined;
  return {
    method: request.method,
    url,
    path: url.pathname.slice(prefix.length) || "/",
    query: url.searchParams,
    headers: request.headers,
    body: new Uint8Array(await request.arrayBuffer()),
    signal: request.signal,
  };
}

/** The media type in lower case, without its parameters; empty if there is none. */
export function mediaType(headers: Headers): string {
  return (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

export function bodyText(incoming: Incoming): string {
  return new TextDecoder().decode(incoming.body);
}

/** The fields of a multipart body. */
export async function multipartFields(incoming: Incoming): Promise<FormData> {
  const headers = { "content-type": incoming.headers.get("content-type") ?? "" };
  return new Response(incoming.body, { headers }).formData();
}

/** User name and password of a Basic `Authorization` header, decoded as UTF-8. */
export function basicCredentials(headers: Headers): { username: string; password: string } | undefined {
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon < 0) return undefined;
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** The token of a Bearer `Authorization` header. */
export function bearerToken(headers: Headers): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
}
