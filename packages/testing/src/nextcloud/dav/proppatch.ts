import { bodyText, type Incoming } from "../../incoming.js";
import type { DavCall } from "./call.js";
import { badRequest, noSuchFile } from "./errors.js";
import { multistatus, propstat, short } from "./multistatus.js";
import { encodeHref } from "./names.js";
import { readProperty } from "./properties.js";
import { parseXml, type QName, writeElement } from "./xml.js";

/** A change of a property; `undefined` removes it. */
export interface PropertyChange extends QName {
  readonly value: string | undefined;
}

/** Read the changes of a PROPPATCH. @throws DavError 400 for anything else */
export function propertyChanges(incoming: Incoming): PropertyChange[] {
  const root = parseXml(bodyText(incoming));
  if (root?.name !== "propertyupdate") throw badRequest("The XML body could not be parsed");
  return root.children.flatMap((part) => {
    const properties = part.children.find(({ name }) => name === "prop")?.children ?? [];
    return properties.map(({ namespace, name, text }) => ({
      namespace,
      name,
      value: part.name === "set" ? text : undefined,
    }));
  });
}

/** Answer a PROPPATCH: always 207, with what became of each property inside. */
export function patched(href: string, statuses: readonly (readonly [QName, string])[]): Response {
  const stats = statuses.map(([name, status]) => propstat([writeElement(name, "")], status));
  return multistatus([`<d:response><d:href>${href}</d:href>${stats.join("")}</d:response>`]);
}

/** Properties that only the server writes. */
const PROTECTED = new Set([
  "d:getlastmodified",
  "d:getetag",
  "d:getcontentlength",
  "oc:fileid",
  "oc:permissions",
]);

/** Answer PROPPATCH for a file or folder. */
export function proppatch({ state, user, home, names, incoming, homeHref }: DavCall): Response {
  const located = home.locate(names);
  if (located === undefined) throw noSuchFile(names);
  const { node } = located;
  const changes = propertyChanges(incoming);
  const isRefused = changes.some((change) => PROTECTED.has(short(change)));
  const statuses = changes.map((change) => {
    if (PROTECTED.has(short(change))) return [change, "403 Forbidden"] as const;
    // One that is refused takes the others with it.
    if (isRefused) return [change, "424 Failed Dependency"] as const;
    const { value } = change;
    const key = short(change);
    if (key === "oc:favorite") state.setFavorite(user.id, node.id, value === "1");
    else if (key === "d:lastmodified") node.mtime = Number(value);
    else if (key === "nc:creation_time") node.creationTime = Number(value);
    else if (readProperty(change, { state, located, viewer: user.id }) === undefined || value === undefined) {
      state.setProperty(node.id, `{${change.namespace}}${change.name}`, value);
    }
    return [change, "200 OK"] as const;
  });
  return patched(`${homeHref}${encodeHref(names.map((name) => `/${name}`).join(""))}`, statuses);
}
