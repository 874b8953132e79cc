import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { type Body, bytesBody, InvalidInputError, streamBody } from "@platformq/resilience";
import { PassingContent } from "./passing-content.js";

/** A file on this machine's disk. */
export interface LocalFile {
  readonly localPath: string | URL;
}

/** What can be uploaded: text, bytes, a Blob, a file of this machine, or a stream of Node or the web. */
export type UploadContent =
  | string
  | Uint8Array
  | Blob
  | LocalFile
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array | string>;

/** Content whose length is known and of which any part can be read again. */
export interface SizedContent {
  readonly lengthBytes: number;
  /** A part as a request's body. */
  part(start: number, end: number): Body;
}

/** Tells what content is, and how long. @throws InvalidInputError for a local file that cannot be read. */
export function readContent(content: UploadContent): SizedContent | PassingContent | Promise<SizedContent> {
  if (typeof content === "string") return sizedBytes(Buffer.from(content));
  if (content instanceof Uint8Array) return sizedBytes(content);
  if (content instanceof Blob) {
    return {
      lengthBytes: content.size,
      part: (start, end) => streamBody(() => content.slice(start, end).stream(), end - start),
    };
  }
  if ("localPath" in content) return sizedFile(content.localPath);
  return new PassingContent(content);
}

export function isSized(content: SizedContent | PassingContent): content is SizedContent {
  return "lengthBytes" in content;
}

function sizedBytes(bytes: Uint8Array): SizedContent {
  return { lengthBytes: bytes.length, part: (start, end) => bytesBody(bytes.subarray(start, end)) };
}

async function sizedFile(localPath: string | URL): Promise<SizedContent> {
  try {
    const info = await stat(localPath);
    if (!info.isFile()) throw new Error("it is no file");
    return { lengthBytes: info.size, part: (start, end) => filePart(localPath, start, end) };
  } catch (cause) {
    throw new InvalidInputError(`Cannot upload ${localPath}: ${String(cause)}`, {
      service: "nextcloud",
      cause,
    });
  }
}

function filePart(localPath: string | URL, start: number, end: number): Body {
  if (end === start) return bytesBody(new Uint8Array());
  const open = () => createReadStream(localPath, { start, end: end - 1, highWaterMark: 256 * 1024 });
  return streamBody(open, end - start);
}

/** A part of a stream that is held in memory, as it came. */
export interface Piece {
  readonly parts: readonly Uint8Array[];
  readonly lengthBytes: number;
}

/** Parts that are shorter on average are worth copying together. */
const SHORT_PART_BYTES = 16 * 1024;

/** Cuts a stream into pieces of equal length; only the last may be shorter, and none is empty. */
export async function* pieces(
  content: AsyncIterable<Uint8Array | string>,
  lengthBytes: number,
): AsyncGenerator<Piece, void> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    let rest = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    while (size + rest.length >= lengthBytes) {
      const fits = lengthBytes - size;
      yield { parts: [...parts, rest.subarray(0, fits)], lengthBytes };
      rest = rest.subarray(fits);
      parts = [];
      size = 0;
    }
    if (rest.length === 0) continue;
    parts.push(rest);
    size += rest.length;
  }
  if (size > 0) yield { parts, lengthBytes: size };
}

/** Sends a piece, which a copy would hold twice. */
export function pieceBody({ parts, lengthBytes }: Piece): Body {
  if (lengthBytes < parts.length * SHORT_PART_BYTES) return bytesBody(Buffer.concat(parts, lengthBytes));
  return streamBody(() => each(parts), lengthBytes);
}

/** A stream of Node would do more for each part than pass it on. */
async function* each(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* parts;
}
