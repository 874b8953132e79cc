import { createHash } from "node:crypto";
import { reply } from "../../replies.js";
import type { AreaCall } from "./area.js";
import { badRequest, notImplemented } from "./errors.js";
import { longFileId } from "./properties.js";

/** Answer POST to `/bulk`: many files in one body, each with what became of it. */
export function bulkUpload(call: AreaCall): Response {
  const { incoming } = call;
  if (incoming.method !== "POST") throw notImplemented("");
  const [type, boundary = ""] = (incoming.headers.get("content-type") ?? "").split(/;\s*boundary=/);
  if (type !== "multipart/related") throw badRequest("Content-Type must be multipart/related");
  const body = Buffer.from(incoming.body);
  const outcomes: Record<string, object> = {};
  let at = 0;
  while (!body.subarray(at).equals(Buffer.from(`--${boundary}--\r\n`))) {
    const part = partAt(body, at, boundary);
    // The first part that is not as it should be ends the request; what was done stays done.
    if (part === undefined) return answer(400, outcomes);
    outcomes[part.headers.get("x-file-path") ?? ""] = write(call, part);
    at = part.end;
  }
  return answer(200, outcomes);
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly content: Uint8Array;
  readonly end: number;
}

function partAt(body: Buffer, at: number, boundary: string): Part | undefined {
  const line = `--${boundary}\r\n`;
  const headEnd = body.indexOf("\r\n\r\n", at);
  if (headEnd < 0 || !body.subarray(at).toString("latin1", 0, line.length).startsWith(line)) return undefined;
  const lines = body.toString("utf8", at + line.length, headEnd).split("\r\n");
  const headers = new Map(
    lines.map((text) => {
      const colon = text.indexOf(":");
      return [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()];
    }),
  );
  const start = headEnd + 4;
  const end = start + Number(headers.get("content-length"));
  const content = body.subarray(start, end);
  const md5 = createHash("md5").update(content).digest("hex");
  return headers.get("x-file-md5") === md5 ? { headers, content, end: end + 2 } : undefined;
}

function write({ state, home }: AreaCall, { headers, content }: Part): object {
  const path = headers.get("x-file-path") ?? "";
  const names = path
    .normalize("NFC")
    .split("/")
    .filter((name) => name !== "");
  const parent = home.locate(names.slice(0, -1));
  if (parent?.node.kind !== "folder") {
    return { error: true, message: `Could not create path "/${home.root().node.owner}/files${path}"` };
  }
  const mtime = headers.has("x-oc-mtime") ? Number(headers.get("x-oc-mtime")) : undefined;
  const file = state.files.write(parent.node, names.at(-1) ?? "", content, { mtime });
  return { error: false, etag: file.etag, fileid: longFileId(file.id), permissions: "RGDNVW" };
}

/** JSON that calls itself HTML, an empty map as a list. */
function answer(status: number, outcomes: Readonly<Record<string, object>>): Response {
  const json = JSON.stringify(Object.keys(outcomes).length === 0 ? [] : outcomes);
  return reply(status, "text/html; charset=UTF-8", json.replaceAll("/", "\\/"));
}
