import type { AreaCall } from "./area.js";
import {
  badRequest,
  insufficientStorage,
  methodNotAllowed,
  noSuchFile,
  notFound,
  preconditionFailed,
} from "./errors.js";
import { rowsFor } from "./multistatus.js";
import { checkName, decodeNames } from "./names.js";
import { quoted } from "./preconditions.js";
import { availableBytes, httpDate } from "./properties.js";
import { destination } from "./relocate.js";
import { ALLOWED_METHODS, changedHeaders, receivedContent, timeFrom } from "./upload.js";

/** Answer what concerns chunked uploads. */
export function uploads(call: AreaCall): Response {
  const { incoming, names } = call;
  const [id = "", chunk] = names;
  switch (incoming.method) {
    case "MKCOL":
      return begin(call, id);
    case "PUT":
      return putChunk(call, id, chunk ?? "");
    case "PROPFIND":
      return list(call, id);
    case "DELETE":
      return remove(call, id, chunk);
    case "MOVE":
      return assemble(call, id);
    default:
      throw notFound("");
  }
}

type Chunks = Map<string, Uint8Array>;

function chunksOf({ state, user }: AreaCall, id: string): Chunks {
  const chunks = state.uploads.get(`${user.id}/${id}`);
  if (chunks === undefined) throw noSuchFile([id]);
  return chunks;
}

function begin({ state, user }: AreaCall, id: string): Response {
  const key = `${user.id}/${id}`;
  if (state.uploads.has(key)) {
    throw methodNotAllowed("The resource you tried to create already exists", {
      headers: { allow: ALLOWED_METHODS },
    });
  }
  state.uploads.set(key, new Map());
  return new Response(null, { status: 201 });
}

function putChunk(call: AreaCall, id: string, name: string): Response {
  const chunks = chunksOf(call, id);
  const { incoming, home, state, user } = call;
  const target = incoming.headers.get("destination");
  if (target !== null) {
    const path = new URL(target, "http://any").pathname;
    const names = decodeNames(path.slice(path.indexOf("/files/"))).slice(2);
    if (home.locate(names.slice(0, -1)) === undefined) throw noSuchFile(names.slice(0, -1));
  }
  const total = Number(incoming.headers.get("oc-total-length") ?? 0);
  const available = availableBytes(state, user.id);
  if (available >= 0 && total > available) {
    throw insufficientStorage(`Insufficient space in /${name}, ${total} required, ${available} available`);
  }
  const isNew = !chunks.has(name);
  chunks.set(name, receivedContent({ ...call, names: [name] }, user.id));
  return new Response(null, { status: isNew ? 201 : 204 });
}

/** The sum of the chunks stands among them, under a name of its own. */
function list(call: AreaCall, id: string): Response {
  const { incoming, href, now } = call;
  const chunks = chunksOf(call, id);
  const base = `${href}/${encodeURIComponent(id)}`;
  const modified = { "d:getlastmodified": httpDate(now) };
  const row = (name: string, size: number) => ({
    href: `${base}/${name}`,
    properties: { ...modified, "d:getcontentlength": String(size), "d:getetag": `&quot;${id}${name}&quot;` },
  });
  const own = { href: `${base}/`, properties: { ...modified, "d:resourcetype": "<d:collection/>" } };
  if (incoming.headers.get("depth") === "0") return rowsFor(incoming, [own]);
  const rows = [...chunks].map(([name, bytes]) => row(name, bytes.byteLength));
  return rowsFor(incoming, [own, row(".file", sumOf(chunks)), ...rows]);
}

function remove(call: AreaCall, id: string, chunk: string | undefined): Response {
  const chunks = chunksOf(call, id);
  if (chunk === undefined) call.state.uploads.delete(`${call.user.id}/${id}`);
  else if (!chunks.delete(chunk)) throw noSuchFile([id, chunk]);
  return new Response(null, { status: 204 });
}

function assemble(call: AreaCall, id: string): Response {
  const { incoming, state, user, prefix } = call;
  const { headers } = incoming;
  const chunks = chunksOf(call, id);
  // Compared with what the chunks are, not with what the target is: it never holds.
  if (headers.has("if-match")) {
    throw preconditionFailed("An If-Match header was specified, but none of the specified ETags matched.", {
      header: "If-Match",
    });
  }
  const target = destination(call, prefix);
  const wanted = /\(\["([^"]*)"\]\)/.exec(headers.get("if") ?? "")?.[1];
  if (wanted !== undefined && wanted !== target.existing?.node.etag) {
    throw preconditionFailed("Failed to find a valid token/etag combination", { header: "If" });
  }
  const total = headers.get("oc-total-length");
  const sum = sumOf(chunks);
  if (total !== null && Number(total) !== sum) {
    throw badRequest(`Chunks on server do not sum up to ${total} but to ${sum} bytes`);
  }
  checkName(target.name);
  if (target.parent.node.kind !== "folder") throw noSuchFile(target.names);
  const inOrder = [...chunks].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  const content = Buffer.concat(inOrder.map(([, bytes]) => bytes));
  const file = state.files.write(target.parent.node, target.name, content, {
    mtime: timeFrom(headers, "X-OC-MTime"),
  });
  state.uploads.delete(`${user.id}/${id}`);
  return new Response(null, {
    status: target.existing ? 204 : 201,
    headers: { ...changedHeaders(file), etag: quoted(file), "oc-etag": quoted(file) },
  });
}

function sumOf(chunks: Chunks): number {
  return [...chunks.values()].reduce((sum, bytes) => sum + bytes.byteLength, 0);
}
