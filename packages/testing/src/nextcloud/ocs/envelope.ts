import type { Incoming } from "../../incoming.js";
import { reply } from "../../replies.js";

/** An OCS failure. In version 1 nearly all of them travel with HTTP status 200. */
export class OcsError extends Error {
  override readonly name = "OcsError";
  constructor(
    readonly statuscode: number,
    message = "",
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** A PHP type error or an exception nobody caught. */
export function internalServerError(): OcsError {
  return new OcsError(996, "Internal Server Error\n");
}

/** How an answer is to be written, which the request decides. */
export interface OcsFormat {
  readonly version: 1 | 2;
  readonly isJson: boolean;
}

export function formatOf(incoming: Incoming, version: 1 | 2): OcsFormat {
  const asked = incoming.query.get("format");
  const accepts = incoming.headers.get("accept") ?? "";
  return { version, isJson: asked === null ? accepts.includes("application/json") : asked === "json" };
}

export function ocsSuccess(data: unknown, format: OcsFormat, headers: Record<string, string> = {}): Response {
  const statuscode = format.version === 1 ? 100 : 200;
  return write(200, { status: "ok", statuscode, message: "OK" }, data, format, headers);
}

export function ocsFailure(error: OcsError, format: OcsFormat): Response {
  const { statuscode, message, headers } = error;
  return write(
    httpStatus(statuscode, format.version),
    { status: "failure", statuscode, message },
    [],
    format,
    headers,
  );
}

function httpStatus(statuscode: number, version: 1 | 2): number {
  if (statuscode === 997) return 401;
  if (statuscode === 503) return 503;
  if (version === 1) return 200;
  if (statuscode === 998) return 404;
  if (statuscode >= 900) return 500;
  return statuscode < 200 ? 400 : statuscode;
}

function write(
  status: number,
  meta: Record<string, unknown>,
  data: unknown,
  { version, isJson }: OcsFormat,
  headers: Record<string, string>,
): Response {
  const fullMeta = version === 1 ? { ...meta, totalitems: "", itemsperpage: "" } : meta;
  if (isJson) {
    const body = phpJson({ ocs: { meta: fullMeta, data } });
    return reply(status, "application/json; charset=utf-8", body, headers);
  }
  const body = `<?xml version="1.0"?>\n<ocs>\n${xmlElements({ meta: fullMeta, data }, 1)}</ocs>\n`;
  return reply(status, "application/xml; charset=utf-8", body, headers);
}

/** JSON as PHP writes it: slashes and everything beyond ASCII escaped, an empty map as an empty list. */
function phpJson(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => (isEmptyMap(part) ? [] : part))
    .replaceAll("/", "\\/")
    .replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isEmptyMap(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}

function xmlElements(value: object, depth: number): string {
  const indent = " ".repeat(depth);
  return Object.entries(value)
    .map(([key, part]: [string, unknown]) => {
      const name = Array.isArray(value) ? "element" : key;
      if (typeof part !== "object" || part === null) return `${indent}<${name}>${xmlText(part)}</${name}>\n`;
      const inner = xmlElements(part, depth + 1);
      return inner === "" ? `${indent}<${name}/>\n` : `${indent}<${name}>\n${inner}${indent}</${name}>\n`;
    })
    .join("");
}

/** PHP turns `true` into 1, `false` and `null` into nothing. */
function xmlText(value: unknown): string {
  if (value === true) return "1";
  if (value === false || value === null || value === undefined) return "";
  return String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
