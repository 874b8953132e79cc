import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { InvalidInputError } from "@platformq/resilience";

/**
 * What to upload: a path, bytes, a Blob or File, or a function that makes a stream, which a retry calls again.
 */
export type FileSource =
  | string
  | URL
  | Uint8Array
  | Blob
  | { readonly open: () => Readable | AsyncIterable<Uint8Array>; readonly sizeBytes: number };

/** A file that can be read more than once. */
export interface Content {
  open(): AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
  /** What it calls itself, if it has a name. */
  readonly fileName: string | undefined;
  readonly contentType: string | undefined;
}

/** Puts sources of all kinds in the same terms. @throws InvalidInputError for a path where no file is. */
export async function contentOf(source: FileSource): Promise<Content> {
  if (typeof source === "string" || source instanceof URL) return fileAt(source);
  if (source instanceof Uint8Array) return content(() => once(source), source.byteLength);
  if (source instanceof Blob) {
    const name = "name" in source && typeof source.name === "string" ? source.name : undefined;
    return content(() => source.stream(), source.size, name, source.type || undefined);
  }
  return content(source.open, source.sizeBytes);
}

async function fileAt(path: string | URL): Promise<Content> {
  const file = path instanceof URL ? fileURLToPath(path) : path;
  const info = await stat(file).catch((cause: unknown) => {
    throw new InvalidInputError(`There is no file ${file} to upload`, { service: "openproject", cause });
  });
  if (!info.isFile()) throw new InvalidInputError(`${file} is no file`, { service: "openproject" });
  return content(() => createReadStream(file), info.size, basename(file));
}

function content(
  open: () => AsyncIterable<Uint8Array>,
  sizeBytes: number,
  fileName?: string,
  contentType?: string,
): Content {
  return { open, sizeBytes, fileName, contentType };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
