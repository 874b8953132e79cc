import { bodyText, mediaType } from "../../incoming.js";
import type { NextcloudComment } from "../state.js";
import type { AreaCall } from "./area.js";
import { badRequest, DavError, forbidden, methodNotAllowed, notFound } from "./errors.js";
import { rowsFor } from "./multistatus.js";
import { httpDate } from "./properties.js";
import { patched, propertyChanges } from "./proppatch.js";
import { escapeXml, parseXml } from "./xml.js";

const MAX_LENGTH = 1000;

/** Answer what concerns comments on files. */
export function comments(call: AreaCall): Response {
  const { state, incoming, names, home, user, href } = call;
  const [kind, fileId, id] = names;
  const node = state.files.byId(Number(fileId));
  if (kind !== "files" || node === undefined || !state.canSee(home, node)) {
    throw notFound("Entity does not exist or is not available");
  }
  const base = `${href}/files/${node.id}`;
  const all = state.comments.filter((comment) => comment.fileId === node.id);
  if (id === undefined) {
    if (incoming.method === "POST") return create(call, node.id, base);
    if (incoming.method === "REPORT") return report(call, all, base);
    if (incoming.method === "PROPPATCH") {
      // It says 204 where others say 200.
      const changes = propertyChanges(incoming);
      return patched(
        base,
        changes.map((change) => [change, "204 No Content"] as const),
      );
    }
    const root = { href: `${base}/`, properties: { "d:resourcetype": "<d:collection/>" } };
    return rowsFor(incoming, [root, ...all.map((comment) => row(comment, base, call))]);
  }
  const comment = all.find((one) => one.id === Number(id));
  if (comment === undefined) throw notFound("");
  if (incoming.method === "PROPFIND") return rowsFor(incoming, [row(comment, base, call)]);
  if (comment.actorId !== user.id) throw forbidden("Only authors are allowed to edit their comment.");
  if (incoming.method === "PROPPATCH") {
    const changes = propertyChanges(incoming);
    comment.message = checkMessage(changes.find(({ name }) => name === "message")?.value ?? "");
    return patched(
      `${base}/${id}`,
      changes.map((change) => [change, "200 OK"] as const),
    );
  }
  if (incoming.method !== "DELETE") throw methodNotAllowed("");
  state.comments = state.comments.filter((one) => one !== comment);
  return new Response(null, { status: 204 });
}

function create({ state, user, incoming, now }: AreaCall, fileId: number, base: string): Response {
  if (mediaType(incoming.headers) !== "application/json") {
    throw new DavError(415, "Sabre\\DAV\\Exception\\UnsupportedMediaType", "");
  }
  const { actorType = "", verb = "", message = "" } = JSON.parse(bodyText(incoming));
  if (actorType !== "users") throw badRequest(`Invalid actor "${actorType}"`);
  if (verb !== "comment") throw badRequest(`Invalid verb "${verb}"`);
  const comment = state.addComment({
    fileId,
    actorId: user.id,
    message: checkMessage(message),
    createdAt: now,
  });
  return new Response(null, { status: 201, headers: { "content-location": `${base}/${comment.id}` } });
}

function report(call: AreaCall, all: readonly NextcloudComment[], base: string): Response {
  const root = parseXml(bodyText(call.incoming));
  if (root?.name !== "filter-comments") throw badRequest("");
  const value = (name: string) => Number(root.children.find((part) => part.name === name)?.text ?? 0);
  const newestFirst = [...all].reverse();
  const [offset, limit] = [value("offset"), value("limit")];
  const page = newestFirst.slice(offset, limit === 0 ? undefined : offset + limit);
  return rowsFor(
    call.incoming,
    page.map((comment) => row(comment, base, call)),
  );
}

function row(comment: NextcloudComment, base: string, { state }: AreaCall) {
  const { id, message, actorId, createdAt, fileId } = comment;
  return {
    href: `${base}/${id}`,
    properties: {
      "d:resourcetype": "",
      "oc:id": String(id),
      "oc:parentId": "0",
      "oc:topmostParentId": "0",
      "oc:childrenCount": "0",
      "oc:message": escapeXml(message),
      "oc:verb": "comment",
      "oc:actorType": "users",
      "oc:actorId": actorId,
      "oc:creationDateTime": httpDate(createdAt),
      "oc:latestChildDateTime": "",
      "oc:objectType": "files",
      "oc:objectId": String(fileId),
      "oc:actorDisplayName": escapeXml(state.users.get(actorId)?.displayName ?? actorId),
      "oc:isUnread": "false",
    },
  };
}

function checkMessage(message: string): string {
  if (message.length <= MAX_LENGTH) return message;
  throw badRequest(`Message exceeds allowed character limit of ${MAX_LENGTH}`);
}
