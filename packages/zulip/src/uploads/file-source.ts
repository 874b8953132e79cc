import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { InvalidInputError } from "@platformq/resilience";
import { contentTypeOf } from "./content-types.js";

/** A file that is made while it is sent. */
export interface StreamSource {
  /** Makes a stream of the bytes from an offset on; called again when they have to be sent again. */
  open: (offsetBytes: number) => Readable | AsyncIterable<Uint8Array>;
  /** The whole length. */
  lengthBytes: number;
}

/** A file: its path, a `file:` URL, its bytes, a Blob, or a stream that can be made anew. */
export type FileSource = string | URL | Uint8Array | Blob | StreamSource;

/** What to call a file. */
export interface FileNames {
  /** As people see it; Unicode. @default the file's own name, where it has one */
  filename?: string | undefined;
  /** Media type. @default what the name's extension says */
  contentType?: string | undefined;
}

/** A file that can be read, from any offset, more than once. */
export interface OpenFile extends StreamSource {
  readonly filename: string;
  readonly contentType: string;
}

/** With larger ones V8 lets 32 MB of buffers that were sent long ago pile up before it collects them. */
const READ_BYTES = 8 * 1024;

/** Finds out how to read a file. @throws InvalidInputError for one that cannot be read or has no name */
export async function openFile(source: FileSource, names: FileNames): Promise<OpenFile> {
  const { own, type, ...stream } = await streamOf(source);
  const filename = names.filename ?? own;
  if (!filename) throw new InvalidInputError("The file needs a filename", { service: "zulip" });
  return { ...stream, filename, contentType: names.contentType ?? (type || contentTypeOf(filename)) };
}

async function streamOf(source: FileSource): Promise<StreamSource & { own?: string; type?: string }> {
  if (typeof source === "string" || source instanceof URL) {
    const path = source instanceof URL ? fileURLToPath(source) : source;
    const { size } = await stat(path).catch((cause: unknown) => {
      throw new InvalidInputError(`The file ${path} cannot be read`, { service: "zulip", cause });
    });
    return {
      open: (start) => createReadStream(path, { start, highWaterMark: READ_BYTES }),
      lengthBytes: size,
      own: basename(path),
    };
  }
  if (source instanceof Uint8Array) {
    return { open: (start) => Readable.from([source.subarray(start)]), lengthBytes: source.length };
  }
  if (source instanceof Blob) {
    const own = "name" in source && typeof source.name === "string" ? source.name : "";
    return {
      open: (start) => source.slice(start).stream(),
      lengthBytes: source.size,
      own,
      type: source.type,
    };
  }
  return { open: source.open, lengthBytes: source.lengthBytes };
}
