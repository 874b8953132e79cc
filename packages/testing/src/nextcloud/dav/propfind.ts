import { bodyText } from "../../incoming.js";
import { reply } from "../../replies.js";
import type { Located } from "../home.js";
import type { DavCall } from "./call.js";
import { badRequest, noSuchFile } from "./errors.js";
import { encodeHref } from "./names.js";
import { DEFAULT_PROPERTIES, readProperty } from "./properties.js";
import { PREFIXES, parseXml, type QName, writeElement } from "./xml.js";

const DAV = "DAV:";
const HEADER = `<d:multistatus ${[...PREFIXES].map(([uri, prefix]) => `xmlns:${prefix}="${uri}"`).join(" ")}>`;

/** What the server says of its abilities. */
export const DAV_HEADER =
  "1, 3, extended-mkcol, access-control, calendarserver-principal-property-search, nc-paginate, nextcloud-checksum-update";

/** List properties of a node and, by `Depth`, of what is in it. A missing depth is infinite. */
export function propfind(call: DavCall): Response {
  const asked = askedProperties(bodyText(call.incoming));
  const located = call.home.locate(call.names);
  if (located === undefined) throw noSuchFile(call.names);
  const depth = call.incoming.headers.get("depth") ?? "infinity";
  const responses = [...entries(call, located, call.names, levels(depth))].map(([names, entry]) => {
    return writeResponse(call, names, entry, asked);
  });
  return multistatus(responses);
}

/** The answer for another user's home: a folder about which nothing is known but that. */
export function propfindForeignHome(homeHref: string): Response {
  const ok = propstat([writeElement({ namespace: DAV, name: "resourcetype" }, "<d:collection/>")], "200 OK");
  return multistatus([`<d:response><d:href>${homeHref}/</d:href>${ok}</d:response>`]);
}

function multistatus(responses: readonly string[]): Response {
  const body = `<?xml version="1.0"?>\n${HEADER}${responses.join("")}</d:multistatus>\n`;
  return reply(207, "application/xml; charset=utf-8", body, { dav: DAV_HEADER });
}

function levels(depth: string): number {
  return depth === "0" ? 0 : depth === "1" ? 1 : Number.POSITIVE_INFINITY;
}

/** The properties asked for; `undefined` for the usual ones, of which those a node lacks are not mentioned. */
function askedProperties(body: string): readonly QName[] | undefined {
  if (body.trim() === "") return undefined;
  const root = parseXml(body);
  if (root === undefined || root.namespace !== DAV || root.name !== "propfind") {
    throw badRequest("The XML body of the PROPFIND request could not be parsed");
  }
  return root.children.find(({ name }) => name === "prop")?.children;
}

function* entries(
  call: DavCall,
  located: Located,
  names: readonly string[],
  depth: number,
): Generator<[readonly string[], Located]> {
  yield [names, located];
  if (depth === 0) return;
  for (const child of call.home.children(located)) {
    yield* entries(call, child, [...names, child.name], depth - 1);
  }
}

function writeResponse(
  { state, user, homeHref }: DavCall,
  names: readonly string[],
  located: Located,
  asked: readonly QName[] | undefined,
): string {
  const source = { state, located, viewer: user.id };
  const found: string[] = [];
  const missing: string[] = [];
  for (const name of asked ?? DEFAULT_PROPERTIES) {
    const content = readProperty(name, source);
    if (content !== undefined) found.push(writeElement(name, content));
    else if (asked !== undefined) missing.push(writeElement(name, ""));
  }
  const slash = located.node.kind === "folder" ? "/" : "";
  const href = `${homeHref}${encodeHref(names.map((name) => `/${name}`).join(""))}${slash}`;
  return `<d:response><d:href>${href}</d:href>${propstat(found, "200 OK")}${propstat(missing, "404 Not Found")}</d:response>`;
}

function propstat(properties: readonly string[], status: string): string {
  if (properties.length === 0) return "";
  return `<d:propstat><d:prop>${properties.join("")}</d:prop><d:status>HTTP/1.1 ${status}</d:status></d:propstat>`;
}
