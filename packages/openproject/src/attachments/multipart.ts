import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { type Body, type StreamedFile, streamBody } from "@platformq/resilience";
import { readParts } from "./part-reader.js";

/** How far an upload has come. A retry begins anew. */
export interface UploadProgress {
  readonly uploadedBytes: number;
  readonly totalBytes: number;
}

/** Hears of an upload's progress. */
export type ProgressListener = (progress: UploadProgress) => void;

export interface FormFile {
  readonly content: StreamedFile;
  readonly fileName: string;
  readonly contentType: string;
  readonly onProgress?: ProgressListener | undefined;
}

/**
 * Encodes fields as a form, with a file behind them: storages read nothing that comes after the file.
 *
 * Fields have no file name. With one, the server takes the metadata for an upload and fails to parse it.
 */
export function multipart(fields: Iterable<readonly [string, string]>, file?: FormFile): Body {
  const boundary = `platformq-${randomUUID()}`;
  const head: string[] = [];
  for (const [name, value] of fields) head.push(`${partHeader(boundary, name)}\r\n\r\n${value}\r\n`);
  if (file) {
    const filename = `; filename="${quoted(file.fileName)}"`;
    head.push(`${partHeader(boundary, "file")}${filename}\r\nContent-Type: ${file.contentType}\r\n\r\n`);
  }
  const before = Buffer.from(head.join(""));
  const after = Buffer.from(`${file ? "\r\n" : ""}--${boundary}--\r\n`);
  const lengthBytes = before.length + (file?.content.sizeBytes ?? 0) + after.length;
  const open = (): Readable => {
    const source = file?.content.open(0);
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield before;
      if (file && source) yield* withProgress(source, file);
      yield after;
    }
    return readParts(parts(), source);
  };
  return streamBody(open, lengthBytes, `multipart/form-data; boundary=${boundary}`);
}

async function* withProgress(
  source: AsyncIterable<Uint8Array>,
  { content, onProgress }: FormFile,
): AsyncGenerator<Uint8Array> {
  let uploadedBytes = 0;
  for await (const chunk of source) {
    yield chunk;
    uploadedBytes += chunk.byteLength;
    onProgress?.({ uploadedBytes, totalBytes: content.sizeBytes });
  }
}

function partHeader(boundary: string, name: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`;
}

/** Escapes a name as browsers do. */
function quoted(name: string): string {
  return name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
