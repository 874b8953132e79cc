import { createHash } from "node:crypto";
import type { NextcloudFolder, NextcloudNode } from "../file-tree.js";
import type { Located } from "../home.js";
import { CREATE, UPDATE } from "../permissions.js";
import type { DavCall } from "./call.js";
import {
  badRequest,
  conflict,
  DavError,
  forbidden,
  insufficientStorage,
  methodNotAllowed,
  noSuchFile,
} from "./errors.js";
import { checkName } from "./names.js";
import { checkPreconditions, quoted } from "./preconditions.js";
import { availableBytes, longFileId } from "./properties.js";

/**
 * What fits the one buffer PHP gets of a body sent with chunked transfer encoding. With more than that, the web
 * server's recommended configuration hands over nothing: the file is stored empty, and success is reported.
 */
const CHUNKED_BODY_BUFFER = 32 * 1024;

/** Answer PUT. */
export function upload(call: DavCall): Response {
  const { state, home, names, incoming } = call;
  const { headers } = incoming;
  if (headers.has("content-range")) throw badRequest("Content-Range on PUT requests are forbidden.");
  const existing = home.locate(names);
  if (existing?.node.kind === "folder") throw conflict("PUT is not allowed on non-files.");
  checkPreconditions(headers, existing?.node);
  const parent = parentOf(call) ?? (headers.has("x-nc-webdav-auto-mkcol") ? createParents(call) : undefined);
  if (parent?.node.kind !== "folder") throw noSuchFile(names.slice(0, -1));
  const name = names.at(-1) ?? "";
  checkName(name);
  requirePermission(existing ?? parent, existing ? UPDATE : CREATE);
  const mtime = timeFrom(headers, "X-OC-MTime");
  const creationTime = timeFrom(headers, "X-OC-CTime");
  const file = state.files.write(
    parent.node,
    existing?.node.name ?? name,
    receivedContent(call, parent.node.owner),
    {
      mtime,
      creationTime,
      checksum: headers.get("oc-checksum") ?? undefined,
    },
  );
  return new Response(null, {
    status: existing ? 204 : 201,
    headers: {
      ...changedHeaders(file),
      etag: quoted(file),
      "oc-etag": quoted(file),
      ...hashHeader(headers, file.content),
      ...(mtime !== undefined && { "x-oc-mtime": "accepted" }),
      ...(creationTime !== undefined && { "x-oc-ctime": "accepted" }),
    },
  });
}

/** Answer MKCOL. */
export function createFolder(call: DavCall): Response {
  const { state, home, names } = call;
  if (home.locate(names)) {
    throw methodNotAllowed("The resource you tried to create already exists", {
      headers: { allow: ALLOWED_METHODS },
    });
  }
  const parent = parentOf(call);
  if (parent?.node.kind !== "folder") throw conflict("Parent node does not exist");
  const name = names.at(-1) ?? "";
  checkName(name);
  requirePermission(parent, CREATE);
  const folder = state.files.createFolder(parent.node, name);
  return new Response(null, { status: 201, headers: changedHeaders(folder) });
}

export const ALLOWED_METHODS = "OPTIONS, GET, HEAD, DELETE, PROPFIND, PUT, PROPPATCH, COPY, MOVE, REPORT";

/** Headers of an answer to a change. */
export function changedHeaders(node: NextcloudNode): Record<string, string> {
  return {
    "content-type": "text/html; charset=UTF-8",
    "content-length": "0",
    "oc-fileid": longFileId(node.id),
  };
}

/** @throws DavError 403, without a message, if a received share does not allow it */
export function requirePermission({ permissions }: Located, bit: number): void {
  if ((permissions & bit) === 0) throw forbidden("");
}

function parentOf({ home, names }: DavCall): Located | undefined {
  return home.locate(names.slice(0, -1));
}

function createParents({ state, home, names }: DavCall): Located | undefined {
  let folder: NextcloudFolder = state.files.homeOf(home.root().node.owner);
  for (const name of names.slice(0, -1)) {
    const child: NextcloudNode = folder.children.get(name) ?? state.files.createFolder(folder, name);
    if (child.kind === "file") return undefined;
    folder = child;
  }
  return home.locate(names.slice(0, -1));
}

/** The hash the client asked for, of what was stored. */
function hashHeader(headers: Headers, content: Uint8Array): Record<string, string> {
  const algorithm = headers.get("x-hash");
  if (algorithm === null || !["md5", "sha1", "sha256"].includes(algorithm)) return {};
  return { [`x-hash-${algorithm}`]: createHash(algorithm).update(content).digest("hex") };
}

/** Answer PATCH: the server computes a checksum, which it otherwise only repeats. */
export function recalculateHash({ home, names, incoming: { headers } }: DavCall): Response {
  const algorithm = headers.get("x-recalculate-hash");
  if (algorithm === null) throw new DavError(500, "Sabre\\DAV\\Exception", "No hash to recalculate");
  const node = home.locate(names)?.node;
  if (node?.kind !== "file") throw noSuchFile(names);
  node.checksum = `${algorithm.toUpperCase()}:${createHash(algorithm).update(node.content).digest("hex")}`;
  return new Response(null, { status: 204, headers: { "oc-checksum": node.checksum } });
}

/** What arrives of a body: nothing of one that was sent in pieces. @throws DavError 507 */
export function receivedContent(
  { state, incoming: { body, headers }, names }: Pick<DavCall, "state" | "incoming" | "names">,
  owner: string,
): Uint8Array {
  if (/\bchunked\b/i.test(headers.get("transfer-encoding") ?? "")) {
    return body.byteLength > CHUNKED_BODY_BUFFER ? new Uint8Array() : body;
  }
  const available = availableBytes(state, owner);
  if (available >= 0 && body.byteLength > available) {
    const sizes = `${body.byteLength} required, ${available} available`;
    throw insufficientStorage(`Insufficient space in /${names.join("/")}, ${sizes}`);
  }
  return body;
}

/** The seconds in a header. @throws DavError 500 if they are none */
export function timeFrom(headers: Headers, name: string): number | undefined {
  const text = headers.get(name);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) {
    const message = `${name} header must be a valid integer (unix timestamp), got "${text}".`;
    throw new DavError(500, "InvalidArgumentException", message);
  }
  return Number(text);
}
