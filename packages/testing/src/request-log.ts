import { appendFileSync } from "node:fs";
import type { ServiceName } from "./fake.js";
import { bodyText, type Incoming, mediaType, multipartFields } from "./incoming.js";

/** A value a form, a query or a JSON body can hold. */
export type Logged =
  | null
  | boolean
  | number
  | string
  | readonly Logged[]
  | { readonly [name: string]: Logged };

/** A request a fake received. */
export interface RecordedRequest {
  readonly method: string;
  /** As sent: still percent-encoded, with the folder the service is installed in, without the query. */
  readonly path: string;
  /** A repeated name has an array of its values. */
  readonly query: { readonly [name: string]: string | string[] };
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  /** A form's or JSON body's value, `{ _multipart }`, `{ _xml }`, `{ _bytes: length }`, or `null` if there was none. */
  readonly body: Logged;
  /** What was answered; 0 while there is no answer and when the connection was reset instead of one. */
  status: number;
}

/** Describe a request for assertions and for the log. */
export async function recordOf(incoming: Incoming): Promise<RecordedRequest> {
  return {
    method: incoming.method,
    path: incoming.url.pathname,
    query: grouped(incoming.query),
    headers: Object.fromEntries(incoming.headers),
    body: await describeBody(incoming),
    status: 0,
  };
}

/** Append a request to the file named by `PLATFORMQ_REQUEST_LOG`, one JSON line each; nothing happens without it. */
export function logRequest(service: ServiceName, record: RecordedRequest): void {
  const file = process.env.PLATFORMQ_REQUEST_LOG;
  if (file === undefined || file === "") return;
  const { method, path, query, body, status } = record;
  const contentType = record.headers["content-type"] ?? null;
  appendFileSync(file, `${JSON.stringify({ service, method, path, query, contentType, body, status })}\n`);
}

async function describeBody(incoming: Incoming): Promise<Logged> {
  const { body, headers } = incoming;
  if (body.byteLength === 0) return null;
  const bytes = { _bytes: body.byteLength };
  const type = mediaType(headers);
  if (type === "application/x-www-form-urlencoded") return grouped(new URLSearchParams(bodyText(incoming)));
  if (type === "multipart/form-data") return (await describeMultipart(incoming)) ?? bytes;
  if (/[/+]json$/.test(type)) return describeJson(bodyText(incoming)) ?? bytes;
  // DAV clients may leave the type out; a body of theirs that is XML starts as XML.
  if (/[/+]xml$/.test(type) || (DAV_QUERIES.has(incoming.method) && body[0] === LESS_THAN)) {
    return { _xml: bodyText(incoming) };
  }
  return bytes;
}

const DAV_QUERIES = new Set(["PROPFIND", "PROPPATCH", "REPORT", "SEARCH", "MKCOL"]);
const LESS_THAN = 0x3c;

async function describeMultipart(incoming: Incoming): Promise<Logged | undefined> {
  const fields = await multipartFields(incoming).catch(() => undefined);
  if (fields === undefined) return undefined;
  const parts: Record<string, Logged> = {};
  for (const [name, value] of fields) {
    parts[name] =
      typeof value === "string"
        ? value
        : { filename: value.name, contentType: value.type, bytes: value.size };
  }
  return { _multipart: parts };
}

function describeJson(text: string): Logged | undefined {
  try {
    const value: Logged = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function grouped(pairs: URLSearchParams): { [name: string]: string | string[] } {
  const result: { [name: string]: string | string[] } = {};
  for (const [name, value] of pairs) {
    const known = result[name];
    result[name] = known === undefined ? value : [...[known].flat(), value];
  }
  return result;
}
