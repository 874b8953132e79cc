import { randomBytes } from "node:crypto";
import type { Clock } from "../clock.js";
import { type Incoming, multipartFields } from "../incoming.js";
import { reply } from "../replies.js";
import type { ZulipApi } from "./api.js";
import { badRequest } from "./errors.js";
import { MAX_UPLOAD_MIB } from "./limits.js";
import type { ZulipFile, ZulipState, ZulipUser } from "./state.js";

const MIB = 1024 * 1024;
const REALM_ID = 2;
const TEMPORARY_MS = 60_000;

/** Files that people upload and download. */
export function addUploadEndpoints(api: ZulipApi, state: ZulipState, clock: Clock): void {
  api.on("POST", "/user_uploads", async ({ user, incoming }) => {
    const fields = await multipartFields(incoming).catch(() => new FormData());
    const files = [...fields.values()].filter((value) => typeof value !== "string");
    const [file] = files;
    if (file === undefined) throw badRequest("You must specify a file to upload");
    if (files.length > 1) throw badRequest("You may only upload one file at a time");
    const content = new Uint8Array(await file.arrayBuffer());
    return uploaded(storeFile(state, clock, user, { name: file.name, type: file.type, content }));
  });

  api.on("GET", "/user_uploads/{realm}/{shard}/{key}/{name}", ({ path }) => {
    const file = findFile(state, `${path.realm}/${path.shard}/${path.key}/${path.name}`);
    if (file === undefined) throw badRequest("File not found.");
    const token = randomBytes(16).toString("hex");
    state.temporaryUrls.set(token, { pathId: file.path_id, until: clock.now() + TEMPORARY_MS });
    return { url: `/user_uploads/temporary/${token}/${encodeURIComponent(file.name)}` };
  });

  api.on("GET", "/attachments", ({ user }) => {
    const own = state.files.filter(({ owner_id }) => owner_id === user.user_id);
    const used = state.files.reduce((sum, { content }) => sum + content.byteLength, 0);
    return { attachments: own.map((file) => attachmentData(state, file)), upload_space_used: used };
  });

  api.on("DELETE", "/attachments/{attachment_id}", ({ user, path }) => {
    const file = state.files.find(({ id }) => id === Number(path.attachment_id));
    if (file === undefined || file.owner_id !== user.user_id) throw badRequest("Invalid attachment");
    state.files.splice(state.files.indexOf(file), 1);
    return {};
  });
}

/** Where a new file will be: nobody can guess it. */
export function newPathId(name: string): string {
  const safeName = name.replaceAll(/[^\p{L}\p{N}._-]/gu, "-");
  return `${REALM_ID}/${randomBytes(1).toString("hex")}/${randomBytes(12).toString("base64url")}/${safeName}`;
}

/** Keep a file. */
export function storeFile(
  state: ZulipState,
  clock: Clock,
  owner: ZulipUser,
  file: Pick<ZulipFile, "name" | "content"> & { type: string; path_id?: string },
): ZulipFile {
  const { name, type, content, path_id = newPathId(name) } = file;
  if (content.byteLength > MAX_UPLOAD_MIB * MIB) {
    throw badRequest(`Uploaded file is larger than the allowed limit of ${MAX_UPLOAD_MIB} MiB`);
  }
  const stored: ZulipFile = {
    id: state.nextId(),
    name,
    path_id,
    contentType: type || "application/octet-stream",
    content,
    owner_id: owner.user_id,
    createdMs: clock.now(),
  };
  state.files.push(stored);
  return stored;
}

export function uploaded({ path_id, name }: ZulipFile) {
  const url = `/user_uploads/${path_id}`;
  return { uri: url, url, filename: name };
}

/** Answer what lies outside the API: a file, for an account or for a minute. */
export function downloadFile(state: ZulipState, clock: Clock, api: ZulipApi, incoming: Incoming): Response {
  const path = decodeURIComponent(incoming.path).replace("/user_uploads/", "");
  const token = /^temporary\/([^/]+)\//.exec(path)?.[1];
  const grant = token === undefined ? undefined : state.temporaryUrls.get(token);
  if (token !== undefined && (grant === undefined || clock.now() > grant.until)) {
    return reply(403, "text/html", "<p>This file does not exist or has been deleted.</p>");
  }
  if (grant === undefined && api.accountOf(incoming.headers) === undefined) {
    return reply(302, "text/html", "", { location: "/login/" });
  }
  const file = findFile(state, grant?.pathId ?? path);
  if (file === undefined) return reply(404, "text/html", "<p>This file does not exist.</p>");
  return reply(200, file.contentType, file.content, {
    "content-disposition": `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`,
  });
}

function findFile(state: ZulipState, pathId: string): ZulipFile | undefined {
  return state.files.find(({ path_id }) => path_id === pathId);
}

function attachmentData(state: ZulipState, file: ZulipFile) {
  const { id, name, path_id, content, createdMs } = file;
  const linking = [...state.messages.values()].filter((message) => message.content.includes(path_id));
  return {
    id,
    name,
    path_id,
    size: content.byteLength,
    // Of all times in this API, these two are in milliseconds.
    create_time: Math.floor(createdMs),
    messages: linking.map((message) => ({ id: message.id, date_sent: message.timestamp * 1000 })),
  };
}
