import type { MockServerMap } from "../../src/index.js";

type Server = MockServerMap["nextcloud"];

export interface OcsAnswer {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

/** Requests of one of the seeded users. */
export function as(server: Server, uid: string, password = `test-password-${uid}`) {
  const authorization = `Basic ${Buffer.from(`${uid}:${password}`).toString("base64")}`;
  return {
    authorization,

    /** Call OCS version 2; an object is sent as a form, text as JSON. */
    async ocs(method: string, path: string, body?: Record<string, string> | string): Promise<OcsAnswer> {
      const isJson = typeof body === "string";
      const response = await fetch(`${server.url}/ocs/v2.php${path}`, {
        method,
        headers: {
          authorization,
          "ocs-apirequest": "true",
          accept: "application/json",
          ...(isJson && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: isJson ? body : new URLSearchParams(body) }),
      });
      const text = await response.text();
      if (text === "") return { status: response.status, code: 0, message: "", data: undefined };
      const { ocs } = JSON.parse(text);
      return {
        status: response.status,
        code: ocs.meta.statuscode,
        message: ocs.meta.message,
        data: ocs.data,
      };
    },

    /** Call WebDAV with a path below the user's home. */
    dav(
      method: string,
      path: string,
      headers: Record<string, string> = {},
      body?: RequestInit["body"],
    ): Promise<Response> {
      const url = `${server.url}/remote.php/dav/files/${encodeURIComponent(uid)}${path}`;
      return fetch(url, {
        method,
        headers: { authorization, ...headers },
        ...(body !== undefined && { body }),
      });
    },
  };
}
