import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { types } from "node:util";
import { InvalidInputError } from "../errors/local-errors.js";

/** What makes a body's bytes: a function, so that a retry gets a stream that nobody has read. */
export type OpenBody = () => Readable | AsyncIterable<Uint8Array>;

/** A request body. It can be sent again, because it is bytes or knows how to make them anew. */
export type Body =
  | { readonly kind: "bytes"; readonly bytes: string | Uint8Array; readonly contentType: string | undefined }
  | {
      readonly kind: "stream";
      readonly open: OpenBody;
      readonly lengthBytes: number;
      readonly contentType: string | undefined;
    };

/** Encodes a value as JSON. */
export function jsonBody(value: unknown, contentType = "application/json"): Body {
  return { kind: "bytes", bytes: JSON.stringify(value), contentType };
}

/** Encodes names and values as `application/x-www-form-urlencoded`. */
export function formBody(fields: Iterable<readonly [string, string]>): Body {
  const params = new URLSearchParams();
  for (const [name, value] of fields) params.append(name, value);
  const bytes = params.toString();
  return { kind: "bytes", bytes, contentType: "application/x-www-form-urlencoded" };
}

/** Sends a form with files as `multipart/form-data`. Files are read while they are sent, not before. */
export function multipartBody(form: FormData): Body {
  const boundary = `platformq-${randomUUID()}`;
  const parts: (string | Blob)[] = [];
  for (const [name, value] of form) {
    parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`);
    if (typeof value === "string") parts.push("\r\n\r\n", value, "\r\n");
    else {
      const type = value.type || "application/octet-stream";
      parts.push(`; filename="${quoted(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`, value, "\r\n");
    }
  }
  parts.push(`--${boundary}--\r\n`);
  // A Blob of Blobs knows its length and can be read again, which is all a retry needs.
  const blob = new Blob(parts);
  return streamBody(() => blob.stream(), blob.size, `multipart/form-data; boundary=${boundary}`);
}

/** Escapes a name as browsers do in a part's header. */
function quoted(name: string): string {
  return name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** Sends bytes, or text as UTF-8, as they are. */
export function bytesBody(bytes: string | Uint8Array, contentType?: string): Body {
  return { kind: "bytes", bytes, contentType };
}

/**
 * Streams a body of known length, made anew for each attempt.
 *
 * @param lengthBytes Exact length: it becomes `Content-Length`. Nextcloud behind nginx stores an empty file for a
 *   body without one and reports success.
 */
export function streamBody(open: OpenBody, lengthBytes: number, contentType?: string): Body {
  if (!Number.isSafeInteger(lengthBytes) || lengthBytes < 0) {
    throw new InvalidInputError(`A stream needs its length in bytes, not ${lengthBytes}`);
  }
  return { kind: "stream", open, lengthBytes, contentType };
}

/** Checks what a stream gave: of text or objects nobody knows the bytes that were promised. */
export function bytesOf(chunk: unknown): Uint8Array {
  if (types.isUint8Array(chunk)) return chunk;
  throw new TypeError(`The stream of a body gives bytes, not ${typeof chunk}`);
}
