import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { InvalidInputError } from "../errors/local-errors.js";

/** A file of this machine: its path, or a `file:` URL. */
export interface LocalFile {
  readonly localPath: string | URL;
}

/** A file that is made while it is sent. */
export interface StreamedFile {
  /** Makes a stream of the bytes from an offset on; called again when they have to be sent again. */
  open(offsetBytes: number): Readable | AsyncIterable<Uint8Array>;
  /** The whole length. */
  readonly sizeBytes: number;
}

/** Where the bytes of a file come from: the disk, memory, or a function that makes a stream of them. */
export type FileSource = LocalFile | Uint8Array | Blob | StreamedFile;

/** A file that can be read, from any offset, more than once. */
export interface OpenFile extends StreamedFile {
  /** What it calls itself, if it has a name. */
  readonly name: string | undefined;
  /** The media type a Blob says it has. */
  readonly contentType: string | undefined;
}

/** With larger ones V8 lets 32 MB of buffers that were sent long ago pile up before it collects them. */
const READ_BYTES = 8 * 1024;

/**
 * Finds out how to read a file. Nothing is read yet.
 *
 * @throws InvalidInputError for a path where no file is, and for what is no source, such as a bare string: whether that
 *   is a path or the content is for the caller to say.
 */
export async function openFile(source: FileSource, service: string): Promise<OpenFile> {
  if (source instanceof Uint8Array)
    return opened(source.length, (at) => Readable.from([source.subarray(at)]));
  if (source instanceof Blob) {
    const name = "name" in source && typeof source.name === "string" ? source.name : undefined;
    return opened(source.size, (at) => source.slice(at).stream(), name, source.type || undefined);
  }
  if (typeof source !== "object" || source === null) {
    const text = "A file is { localPath }, bytes, a Blob, or { open, sizeBytes }";
    throw new InvalidInputError(`${text}, not ${typeof source}`, { service });
  }
  return "localPath" in source
    ? openLocal(source.localPath, service)
    : opened(source.sizeBytes, (at) => source.open(at));
}

async function openLocal(localPath: string | URL, service: string): Promise<OpenFile> {
  const path = localPath instanceof URL ? fileURLToPath(localPath) : localPath;
  const info = await stat(path).catch((cause: unknown) => {
    throw new InvalidInputError(`The file ${path} cannot be read`, { service, cause });
  });
  if (!info.isFile()) throw new InvalidInputError(`${path} is no file`, { service });
  const open = (start: number): Readable => createReadStream(path, { start, highWaterMark: READ_BYTES });
  return opened(info.size, open, basename(path));
}

function opened(
  sizeBytes: number,
  open: StreamedFile["open"],
  name?: string,
  contentType?: string,
): OpenFile {
  return { open, sizeBytes, name, contentType };
}
