import { bodyText } from "../../incoming.js";
import type { Located } from "../home.js";
import type { DavCall } from "./call.js";
import { noSuchFile } from "./errors.js";
import { askedProperties, DAV, multistatus, propstat } from "./multistatus.js";
import { encodeHref } from "./names.js";
import { page } from "./pages.js";
import { DEFAULT_PROPERTIES, readProperty } from "./properties.js";
import { type QName, writeElement } from "./xml.js";

/** List properties of a node and, by `Depth`, of what is in it. A missing depth is infinite. */
export function propfind(call: DavCall): Response {
  const asked = askedProperties(bodyText(call.incoming));
  const located = call.home.locate(call.names);
  if (located === undefined) throw noSuchFile(call.names);
  const depth = call.incoming.headers.get("depth") ?? "infinity";
  const responses = () =>
    [...entries(call, located, call.names, levels(depth))].map(([names, entry]) =>
      writeResponse(call, names, entry, asked),
    );
  return call.incoming.headers.has("x-nc-paginate") ? page(call, responses) : multistatus(responses());
}

/** The answer for another user's home: a folder about which nothing is known but that. */
export function propfindForeignHome(homeHref: string): Response {
  const ok = propstat([writeElement({ namespace: DAV, name: "resourcetype" }, "<d:collection/>")], "200 OK");
  return multistatus([`<d:response><d:href>${homeHref}/</d:href>${ok}</d:response>`]);
}

function levels(depth: string): number {
  return depth === "0" ? 0 : depth === "1" ? 1 : Number.POSITIVE_INFINITY;
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

/** One file of an answer, with what was asked for. */
export function writeResponse(
  { state, user, homeHref }: Pick<DavCall, "state" | "user" | "homeHref">,
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
