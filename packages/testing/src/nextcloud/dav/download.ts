import { gzipSync } from "node:zlib";
import { reply } from "../../replies.js";
import type { NextcloudFile } from "../file-tree.js";
import type { DavCall } from "./call.js";
import { noSuchFile, rangeNotSatisfiable } from "./errors.js";
import { checkPreconditions, matches, quoted } from "./preconditions.js";
import { httpDate } from "./properties.js";

/** Below this many bytes text is not worth compressing. */
const COMPRESSED_FROM = 257;

/** Answer GET and HEAD. */
export function download({ home, names, incoming: { headers } }: DavCall): Response {
  const node = home.locate(names)?.node;
  if (node === undefined) throw noSuchFile(names);
  if (node.kind === "folder") return archive(headers);
  if (headers.has("if-match") && !matches(headers.get("if-match") ?? "", node))
    checkPreconditions(headers, node);
  const ifNoneMatch = headers.get("if-none-match");
  if (ifNoneMatch !== null && matches(ifNoneMatch, node)) {
    return new Response(null, { status: 304, headers: { etag: quoted(node) } });
  }
  const range = askedRange(headers.get("range"), node);
  if (range) return partOf(node, range);
  return acceptsGzip(headers, node)
    ? compressed(node)
    : reply(200, typeOf(node), node.content, headersOf(node));
}

/** A zip archive's end, with nothing before it: what is in the folder is not packed. */
const EMPTY_ZIP = Buffer.from([0x50, 0x4b, 5, 6, ...new Uint8Array(18)]);

/** A folder is empty HTML, unless an archive of it is asked for. */
function archive(headers: Headers): Response {
  if (headers.get("accept") !== "application/zip") return reply(200, "text/html; charset=UTF-8", "");
  return new Response(EMPTY_ZIP, { headers: { "content-type": "application/zip" } });
}

interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/**
 * Read a `Range` header. Several ranges are ignored, and so is an end of 0, which sabre takes for no end at all:
 * asking for the first byte brings the whole file.
 */
function askedRange(header: string | null, node: NextcloudFile): ByteRange | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  const size = node.content.byteLength;
  if (from === "" && to === "") return undefined;
  if (from === "") return { start: Math.max(0, size - Number(to)), end: size - 1 };
  const start = Number(from);
  if (start >= size) {
    throw rangeNotSatisfiable(`The start offset (${start}) exceeded the size of the entity (${size})`, {
      headers: { etag: quoted(node), "last-modified": httpDate(node.mtime) },
    });
  }
  if (to === "") return { start, end: size - 1 };
  return Number(to) === 0 ? undefined : { start, end: Math.min(Number(to), size - 1) };
}

function partOf(node: NextcloudFile, { start, end }: ByteRange): Response {
  return reply(206, typeOf(node), node.content.subarray(start, end + 1), {
    ...headersOf(node),
    "content-range": `bytes ${start}-${end}/${node.content.byteLength}`,
  });
}

function acceptsGzip(headers: Headers, node: NextcloudFile): boolean {
  const isAccepted = /\bgzip\b/.test(headers.get("accept-encoding") ?? "");
  return isAccepted && node.contentType.startsWith("text/") && node.content.byteLength >= COMPRESSED_FROM;
}

/** The web server compresses on the fly: no length, and an ETag so weak that `If-Match` refuses it. */
function compressed(node: NextcloudFile): Response {
  return new Response(gzipSync(node.content), {
    headers: {
      ...headersOf(node),
      "content-type": typeOf(node),
      "content-encoding": "gzip",
      etag: `W/${quoted(node)}`,
    },
  });
}

function headersOf(node: NextcloudFile): Record<string, string> {
  const name = encodeURIComponent(node.name);
  return {
    etag: quoted(node),
    "oc-etag": quoted(node),
    "last-modified": httpDate(node.mtime),
    ...(node.checksum !== undefined && { "oc-checksum": node.checksum }),
    "content-disposition": `attachment; filename*=UTF-8''${name}; filename="${name}"`,
  };
}

function typeOf({ contentType }: NextcloudFile): string {
  return contentType.startsWith("text/") ? `${contentType};charset=UTF-8` : contentType;
}
