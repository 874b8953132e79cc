import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import type { Answer } from "./answer.js";
import { header } from "./answer.js";

/** What we can undo, as `Accept-Encoding`. */
export const ACCEPT_ENCODING = "gzip";

const decoders = new Map([
  ["gzip", promisify(gunzip)],
  ["x-gzip", promisify(gunzip)],
  ["deflate", promisify(inflate)],
  ["br", promisify(brotliDecompress)],
] as const);

/** Tells whether a body is compressed in a way {@link decode} undoes. */
export function isEncoded(answer: Answer): boolean {
  const encoding = header(answer, "content-encoding");
  return encoding !== undefined && encoding !== "identity" && answer.body.length > 0;
}

/** Undoes the content encoding. @throws an error of zlib's for a body that is damaged or grows beyond the limit. */
export async function decode(answer: Answer, maxBodyBytes: number): Promise<Answer> {
  const encodings = (header(answer, "content-encoding") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  let body: Buffer = answer.body;
  for (const encoding of encodings.reverse()) {
    const decoder = [...decoders].find(([name]) => name === encoding)?.[1];
    if (decoder === undefined) throw new Error(`unknown content encoding ${encoding}`);
    // A few bytes can unfold into gigabytes.
    body = await decoder(body, { maxOutputLength: maxBodyBytes });
  }
  return { ...answer, body };
}
