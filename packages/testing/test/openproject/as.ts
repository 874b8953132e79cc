import type { MockServerMap } from "../../src/index.js";

type Server = MockServerMap["openproject"];

export interface HalAnswer {
  readonly status: number;
  readonly headers: Headers;
  // What comes is examined with matchers; nothing here relies on its shape.
  readonly body: { readonly [property: string]: unknown };
}

/** Requests of one of the seeded users; a body is sent as JSON. */
export function as(server: Server, login: string) {
  const authorization = `Basic ${btoa(`apikey:opapi-test-${login}`)}`;
  return async (method: string, path: string, body?: object): Promise<HalAnswer> => {
    const isWrite = method !== "GET" && method !== "DELETE";
    const response = await fetch(`${server.url}/api/v3${path}`, {
      method,
      headers: { authorization, ...(isWrite && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
  };
}

export const href = (path: string) => ({ href: `/api/v3/${path}` });

/** The `filters` parameter for one filter. */
export function filter(name: string, operator: string, ...values: string[]): string {
  return `filters=${encodeURIComponent(JSON.stringify([{ [name]: { operator, values } }]))}`;
}

/** What an error answers. */
export function failure(status: number, identifier: string, attribute?: string) {
  return {
    status,
    body: {
      _type: "Error",
      errorIdentifier: `urn:openproject-org:api:v3:errors:${identifier}`,
      ...(attribute && { _embedded: { details: { attribute } } }),
    },
  };
}

/** The ids of the elements of a collection. */
export function ids({ body }: HalAnswer): unknown {
  const { _embedded } = body;
  if (typeof _embedded !== "object" || _embedded === null || !("elements" in _embedded)) return body;
  return Array.isArray(_embedded.elements) ? _embedded.elements.map(({ id }) => id) : _embedded;
}
