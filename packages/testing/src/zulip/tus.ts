import type { Clock } from "../clock.js";
import type { ZulipApi, ZulipCall } from "./api.js";
import { zulipJson } from "./errors.js";
import { MAX_UPLOAD_MIB } from "./limits.js";
import type { ZulipState } from "./state.js";
import { newPathId, storeFile, uploaded } from "./uploads.js";

interface Upload {
  /** Where the file will be, which is the upload's id too. */
  readonly path_id: string;
  readonly name: string;
  readonly type: string;
  readonly length: number;
  readonly owner_id: number;
  content: Uint8Array;
}

const PATH = "/tus/{realm}/{shard}/{key}/{name}";
const HEADERS = { "tus-resumable": "1.0.0" };

/** Resumable uploads by tus 1.0, answered by a server of its own that stands beside Zulip. */
export function addTusEndpoints(api: ZulipApi, state: ZulipState, clock: Clock, baseUrl: () => string): void {
  const uploads = new Map<string, Upload>();

  const idOf = ({ path }: ZulipCall) => `${path.realm}/${path.shard}/${path.key}/${path.name}`;
  const find = (call: ZulipCall): Upload | undefined => {
    const { user } = call;
    const upload = uploads.get(idOf(call));
    return upload?.owner_id === user.user_id ? upload : undefined;
  };

  // What is complete becomes a file, and stays an upload: the answer is Zulip's own and names the file, this once.
  const finish = ({ user }: ZulipCall, upload: Upload, headers: Record<string, string>): Response => {
    const { name, type, content, path_id } = upload;
    const file = storeFile(state, clock, user, { name, type, content, path_id });
    return zulipJson(200, uploaded(file), { ...HEADERS, ...headers });
  };

  api.onRaw("POST", "/tus", (call) => {
    const refusal = wrongVersion(call);
    if (refusal) return refusal;
    const { headers } = call.incoming;
    const length = Number(headers.get("upload-length") ?? Number.NaN);
    const { filename, filetype = "" } = readMetadata(headers.get("upload-metadata") ?? "");
    if (!Number.isSafeInteger(length) || length < 0 || !filename) return answer(400);
    if (length > MAX_UPLOAD_MIB * 1024 * 1024) {
      return zulipJson(413, {
        message: `Uploaded file is larger than the allowed limit of ${MAX_UPLOAD_MIB} MiB`,
      });
    }
    const path_id = newPathId(filename);
    const { user_id: owner_id } = call.user;
    const content = new Uint8Array();
    const upload = { path_id, name: filename, type: filetype, length, owner_id, content };
    uploads.set(path_id, upload);
    // Where an upload is, the server decides: a client that guesses is found out.
    const location = `${baseUrl()}/tus/${encodeURI(path_id)}`;
    return length === 0 ? finish(call, upload, { location }) : answer(201, { location });
  });

  api.onRaw("HEAD", PATH, (call) => {
    const upload = find(call);
    if (upload === undefined) return answer(404);
    const { content, length } = upload;
    return answer(200, {
      "upload-offset": String(content.byteLength),
      "upload-length": String(length),
      "cache-control": "no-store",
    });
  });

  api.onRaw("PATCH", PATH, (call) => {
    const refusal = wrongVersion(call);
    if (refusal) return refusal;
    const upload = find(call);
    if (upload === undefined) return answer(404);
    const { headers, body } = call.incoming;
    if (headers.get("content-type") !== "application/offset+octet-stream") return answer(415);
    if (headers.get("upload-offset") !== String(upload.content.byteLength)) return answer(409);
    if (upload.content.byteLength === upload.length)
      return answer(204, { "upload-offset": `${upload.length}` });
    if (upload.content.byteLength + body.byteLength > upload.length) return answer(413);
    upload.content = Buffer.concat([upload.content, body]);
    const offset = { "upload-offset": String(upload.content.byteLength) };
    if (upload.content.byteLength < upload.length) return answer(204, offset);
    return finish(call, upload, offset);
  });

  api.onRaw("DELETE", PATH, (call) => {
    return answer(find(call) && uploads.delete(idOf(call)) ? 204 : 404);
  });
}

function wrongVersion({ incoming }: ZulipCall): Response | undefined {
  return incoming.headers.get("tus-resumable") === "1.0.0"
    ? undefined
    : answer(412, { "tus-version": "1.0.0" });
}

/** Names, each followed by its value in Base64. */
function readMetadata(text: string): Partial<Record<string, string>> {
  return Object.fromEntries(
    text.split(",").map((pair) => {
      const [name = "", value = ""] = pair.trim().split(" ");
      return [name, Buffer.from(value, "base64").toString("utf8")];
    }),
  );
}

function answer(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...HEADERS, ...headers } });
}
