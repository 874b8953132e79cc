import { bodyText, type Incoming } from "../../incoming.js";
import { reply } from "../../replies.js";
import { badRequest } from "./errors.js";
import { PREFIXES, parseXml, type QName, writeElement } from "./xml.js";

export const DAV = "DAV:";
const HEADER = `<d:multistatus ${[...PREFIXES].map(([uri, prefix]) => `xmlns:${prefix}="${uri}"`).join(" ")}>`;

/** What the server says of its abilities. */
export const DAV_HEADER =
  "1, 3, extended-mkcol, access-control, calendarserver-principal-property-search, nc-paginate, nextcloud-checksum-update";

export function multistatus(responses: readonly string[]): Response {
  const body = `<?xml version="1.0"?>\n${HEADER}${responses.join("")}</d:multistatus>\n`;
  return reply(207, "application/xml; charset=utf-8", body, { dav: DAV_HEADER });
}

export function propstat(properties: readonly string[], status: string): string {
  if (properties.length === 0) return "";
  return `<d:propstat><d:prop>${properties.join("")}</d:prop><d:status>HTTP/1.1 ${status}</d:status></d:propstat>`;
}

/** The properties asked for; `undefined` for the usual ones, of which those a node lacks are not mentioned. */
export function askedProperties(body: string): readonly QName[] | undefined {
  if (body.trim() === "") return undefined;
  const root = parseXml(body);
  if (root === undefined || root.namespace !== DAV || root.name !== "propfind") {
    throw badRequest("The XML body of the PROPFIND request could not be parsed");
  }
  return root.children.find(({ name }) => name === "prop")?.children;
}

/** A resource outside the files, with its properties by `prefix:name`, as XML. */
export interface Row {
  readonly href: string;
  readonly properties: Readonly<Record<string, string | undefined>>;
}

/** Answer with rows and, of each, the properties asked for; all of them if none were. */
export function rowsFor(incoming: Incoming, rows: readonly Row[]): Response {
  const asked = incoming.method === "PROPFIND" ? askedProperties(bodyText(incoming)) : undefined;
  return multistatus(rows.map((row) => writeRow(row, asked)));
}

function writeRow({ href, properties }: Row, asked: readonly QName[] | undefined): string {
  const all = Object.keys(properties).map(qualified);
  const has = (name: QName): string | undefined => properties[short(name)];
  const found = (asked ?? all).flatMap((name) => {
    const content = has(name);
    return content === undefined ? [] : [writeElement(name, content)];
  });
  const missing = (asked ?? [])
    .filter((name) => has(name) === undefined)
    .map((name) => writeElement(name, ""));
  return `<d:response><d:href>${href}</d:href>${propstat(found, "200 OK")}${propstat(missing, "404 Not Found")}</d:response>`;
}

/** The name with the prefix the server has for its namespace. */
export function short({ namespace, name }: QName): string {
  return `${PREFIXES.get(namespace) ?? "?"}:${name}`;
}

function qualified(name: string): QName {
  const [prefix = "", local = ""] = name.split(":");
  const namespace = [...PREFIXES].find(([, known]) => known === prefix)?.[0] ?? "";
  return { namespace, name: local };
}
