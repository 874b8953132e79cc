import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.js";
import type { ZulipApi, ZulipCall } from "./api.js";
import { zulipJson } from "./errors.js";
import { MAX_UPLOAD_MIB } from "./limits.js";
import type { ZulipState } from "./state.js";
import { storeFile, uploaded } from "./uploads.js";

interface Upload {
  readonly name: string;
  readonly type: string;
  readonly length: number;
  readonly owner_id: number;
  content: Uint8Array;
}

const HEADERS = { "tus-resumable": "1.0.0" };

/** Resumable uploads by tus 1.0, answered by a server of its own that stands beside Zulip. */
export function addTusEndpoints(api: ZulipApi, state: ZulipState, clock: Clock, baseUrl: () => string): void {
  const uploads = new Map<string, Upload>();

  const find = ({ user, path }: ZulipCall): Upload | undefined => {
    const upload = uploads.get(path.upload_id ?? "");
    return upload?.owner_id === user.user_id ? upload : undefined;
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
    const id = randomUUID();
    const { user_id: owner_id } = call.user;
    uploads.set(id, { name: filename, type: filetype, length, owner_id, content: new Uint8Array() });
    // Where an upload is, the server decides: a client that guesses is found out.
    return answer(201, { location: `${baseUrl()}/tus/${id}` });
  });

  api.onRaw("HEAD", "/tus/{upload_id}", (call) => {
    const upload = find(call);
    if (upload === undefined) return answer(404);
    const { content, length } = upload;
    return answer(200, {
      "upload-offset": String(content.byteLength),
      "upload-length": String(length),
      "cache-control": "no-store",
    });
  });

  api.onRaw("PATCH", "/tus/{upload_id}", (call) => {
    const refusal = wrongVersion(call);
    if (refusal) return refusal;
    const upload = find(call);
    if (upload === undefined) return answer(404);
    const { headers, body } = call.incoming;
    if (headers.get("content-type") !== "application/offset+octet-stream") return answer(415);
    if (headers.get("upload-offset") !== String(upload.content.byteLength)) return answer(409);
    if (upload.content.byteLength + body.byteLength > upload.length) return answer(413);
    upload.content = Buffer.concat([upload.content, body]);
    const offset = { "upload-offset": String(upload.content.byteLength) };
    if (upload.content.byteLength < upload.length) return answer(204, offset);
    uploads.delete(call.path.upload_id ?? "");
    // The last answer is Zulip's own: it names the file.
    const { name, type, content } = upload;
    const file = storeFile(state, clock, call.user, { name, type, content });
    return zulipJson(200, uploaded(file), { ...HEADERS, ...offset });
  });

  api.onRaw("DELETE", "/tus/{upload_id}", (call) => {
    return answer(find(call) && uploads.delete(call.path.upload_id ?? "") ? 204 : 404);
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
