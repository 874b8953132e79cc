import { bodyText, mediaType } from "../../incoming.js";
import type { NextcloudTag } from "../state.js";
import type { AreaCall } from "./area.js";
import {
  badRequest,
  conflict,
  DavError,
  forbidden,
  methodNotAllowed,
  notFound,
  preconditionFailed,
} from "./errors.js";
import { rowsFor } from "./multistatus.js";
import { patched, propertyChanges } from "./proppatch.js";
import { escapeXml } from "./xml.js";

/** Answer what concerns the tags of the server. */
export function systemTags(call: AreaCall): Response {
  const { state, user, incoming, names, href } = call;
  const [id] = names;
  if (id === undefined && incoming.method === "POST") return create(call);
  if (id === undefined && incoming.method === "PROPFIND") return listing(call, [...state.tags.values()], "/");
  const tag = state.tags.get(Number(id));
  if (tag === undefined) throw notFound(`Tag with id ${id} not found`);
  switch (incoming.method) {
    case "PROPFIND":
      return rowsFor(incoming, [{ href: `${href}/${tag.id}`, properties: properties(tag) }]);
    case "PROPPATCH": {
      const changes = propertyChanges(incoming);
      for (const { name, value } of changes) {
        if (name === "display-name") tag.name = value ?? "";
        if (name === "user-visible") tag.userVisible = value === "true";
        if (name === "user-assignable") tag.userAssignable = value === "true";
        if (name === "color") tag.color = value ?? "";
      }
      return patched(
        `${href}/${tag.id}`,
        changes.map((change) => [change, "200 OK"] as const),
      );
    }
    case "DELETE":
      if (!state.isAdmin(user)) throw forbidden(`No permission to delete tag ${tag.id}`);
      state.tags.delete(tag.id);
      return new Response(null, { status: 204 });
    default:
      throw methodNotAllowed("");
  }
}

/** Answer which tags a file has. */
export function tagRelations(call: AreaCall): Response {
  const { state, incoming, names, home } = call;
  const [kind, fileId, tagId] = names;
  const node = state.files.byId(Number(fileId));
  const isVisible = node !== undefined && state.canSee(home, node);
  if (kind !== "files" || node === undefined || !isVisible) {
    throw notFound("Entity does not exist or is not available");
  }
  const tagged = state.taggedFiles(node.id);
  if (incoming.method === "PROPFIND") return listing(call, state.tagsOf(node.id), `/files/${node.id}/`);
  const id = Number(tagId);
  if (incoming.method === "PUT") {
    if (!state.tags.has(id)) throw preconditionFailed(`Tag with id ${id} does not exist, cannot assign`);
    // Sabre takes the tag that is there for a folder.
    if (tagged.has(id)) throw conflict("PUT is not allowed on non-files.");
    tagged.add(id);
    return new Response(null, { status: 201 });
  }
  if (incoming.method !== "DELETE") throw methodNotAllowed("");
  if (!tagged.delete(id)) throw notFound(`Tag with id ${id} not present for object ${node.id}`);
  return new Response(null, { status: 204 });
}

function listing({ incoming, href }: AreaCall, tags: readonly NextcloudTag[], below: string): Response {
  const root = { href: `${href}${below}`, properties: {} };
  const rows = tags.map((tag) => ({ href: `${href}${below}${tag.id}/`, properties: properties(tag) }));
  return rowsFor(incoming, [root, ...rows]);
}

function properties({ id, name, userVisible, userAssignable, color }: NextcloudTag): Record<string, string> {
  return {
    "oc:id": String(id),
    "oc:display-name": escapeXml(name),
    "oc:user-visible": String(userVisible),
    "oc:user-assignable": String(userAssignable),
    "oc:can-assign": String(userAssignable),
    "nc:color": color,
  };
}

function create({ state, user, incoming, href }: AreaCall): Response {
  if (mediaType(incoming.headers) !== "application/json") {
    throw new DavError(415, "Sabre\\DAV\\Exception\\UnsupportedMediaType", "");
  }
  const { name = "", userVisible = true, userAssignable = true } = JSON.parse(bodyText(incoming));
  if (!state.isAdmin(user) && !(userVisible && userAssignable))
    throw badRequest("Not sufficient permissions");
  const known = [...state.tags.values()].find((tag) => {
    return tag.name === name && tag.userVisible === userVisible && tag.userAssignable === userAssignable;
  });
  if (known) throw conflict("Tag already exists");
  const tag = state.addTag({ name, userVisible, userAssignable });
  return new Response(null, { status: 201, headers: { "content-location": `${href}/${tag.id}` } });
}
