import { randomUUID } from "node:crypto";
import { type Body, streamBody } from "@platformq/resilience";
import type { NamedFile } from "./named-file.js";

/** How far an upload has come. */
export interface UploadProgress {
  readonly uploadedBytes: number;
  readonly totalBytes: number;
}

/** Hears of an upload's progress. */
export type ProgressListener = (progress: UploadProgress) => void;

/** Puts one file in a form, to be read while it is sent. A name in any script goes as UTF-8. */
export function multipartFile(file: NamedFile, onProgress?: ProgressListener): Body {
  const boundary = `platformq-${randomUUID()}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="filename"; filename="${escaped(file.filename)}"\r\n` +
      `Content-Type: ${file.contentType.replace(/[\r\n]/g, " ")}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield head;
    yield* withProgress(file, 0, onProgress);
    yield tail;
  };
  const lengthBytes = head.length + file.sizeBytes + tail.length;
  return streamBody(open, lengthBytes, `multipart/form-data; boundary=${boundary}`);
}

/** Reads a file from an offset on and tells how far that has come. */
export async function* withProgress(
  file: NamedFile,
  offsetBytes: number,
  onProgress?: ProgressListener,
): AsyncGenerator<Uint8Array> {
  let uploadedBytes = offsetBytes;
  for await (const chunk of file.open(offsetBytes)) {
    yield chunk;
    uploadedBytes += chunk.length;
    onProgress?.({ uploadedBytes, totalBytes: file.sizeBytes });
  }
}

/** Escapes a name as browsers do in a part's header. */
function escaped(name: string): string {
  return name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
