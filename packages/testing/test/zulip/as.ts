import type { MockServerMap } from "../../src/index.js";

type Server = MockServerMap["zulip"];

export interface ZulipAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly [field: string]: unknown };
}

/** Requests of an account; parameters that are no text are sent as JSON, as the API wants them. */
export function as(server: Server, email: string, apiKey: string) {
  const authorization = `Basic ${Buffer.from(`${email}:${apiKey}`).toString("base64")}`;
  return async (
    method: string,
    path: string,
    parameters: Record<string, unknown> = {},
  ): Promise<ZulipAnswer> => {
    const encoded = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      encoded.set(name, typeof value === "string" ? value : JSON.stringify(value));
    }
    const isInQuery = method === "GET";
    const url = `${server.url}/api/v1${path}${isInQuery ? `?${encoded}` : ""}`;
    const response = await fetch(url, {
      method,
      headers: { authorization },
      ...(!isInQuery && { body: encoded }),
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  };
}

export function asAdmin(server: Server) {
  return as(server, server.email, server.apiKey);
}

export function asAnna(server: Server) {
  return as(server, "anna@example.com", "testkeyanna000000000000000000000");
}
