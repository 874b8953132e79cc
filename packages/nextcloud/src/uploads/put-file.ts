import { createHash } from "node:crypto";
import { type Answer, asAnswer, type Body, header, type RequestOptions } from "@platformq/resilience";
import type { OwnPath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { bareEtag, quoteEtag } from "../dav/etag.js";
import type { UploadedFile, UploadFile } from "./upload-options.js";
import { checkStored, mismatch } from "./verify.js";

/** The first attempt may have been the one that changed what the second one met. */
const ALREADY_SO = [412];

/** Uploads a file in one request. */
export async function putFile(
  dav: DavTransport,
  target: OwnPath,
  body: Body,
  params: UploadFile,
  options?: RequestOptions,
): Promise<UploadedFile> {
  const { verify, contentType } = params;
  const expected = verify === "sha256" ? await sha256(body) : undefined;
  const answer = await dav.request(
    {
      method: "PUT",
      path: target,
      body: contentType === undefined ? body : { ...body, contentType },
      lane: "transfer",
      headers: headersOf(params, expected !== undefined),
      alreadySo: ALREADY_SO,
    },
    asAnswer,
    options,
  );
  const stored = uploadedFile(answer);
  const hash = header(answer, "x-hash-sha256");
  const lengthBytes = lengthOf(body);
  if (expected !== undefined && hash !== undefined) {
    if (hash !== expected) throw mismatch(`its SHA-256 is ${hash} instead of ${expected}`);
  } else if (verify || answer.status === 412) {
    // A 412 that was taken for success is believed only if the file is ours.
    await checkStored(dav, target, { lengthBytes, sha256: expected, etag: stored.etag }, options);
  }
  params.onProgress?.({ uploadedBytes: lengthBytes, totalBytes: lengthBytes });
  return stored;
}

/** `undefined` for the many files that need none: a request without headers of its own takes the shortest way. */
function headersOf(params: UploadFile, asksForHash: boolean): Record<string, string> | undefined {
  const { overwrite = true, ifMatch, lastModified } = params;
  if (overwrite && ifMatch === undefined && lastModified === undefined && !asksForHash) return undefined;
  return {
    ...(!overwrite && { "if-none-match": "*" }),
    ...(ifMatch !== undefined && { "if-match": quoteEtag(ifMatch) }),
    ...(lastModified && modifiedAt(lastModified)),
    ...(asksForHash && { "x-hash": "sha256" }),
  };
}

/** The header that sets a file's time of modification. */
export function modifiedAt(date: Date): { "x-oc-mtime": string } {
  return { "x-oc-mtime": String(Math.floor(date.getTime() / 1000)) };
}

/** Reads what PUT and the assembly of chunks answer. */
export function uploadedFile(answer: Answer): UploadedFile {
  return {
    etag: bareEtag(header(answer, "oc-etag") ?? header(answer, "etag") ?? ""),
    fileId: readFileId(header(answer, "oc-fileid") ?? ""),
  };
}

/** Reads an id that comes padded with zeros and with the instance's id behind it, which begins with a letter. */
export function readFileId(text: string): number | undefined {
  const fileId = Number.parseInt(text, 10);
  return Number.isNaN(fileId) ? undefined : fileId;
}

function lengthOf(body: Body): number {
  return body.kind === "stream" ? body.lengthBytes : Buffer.byteLength(body.bytes);
}

async function sha256(body: Body): Promise<string> {
  const hash = createHash("sha256");
  if (body.kind === "bytes") hash.update(body.bytes);
  else for await (const chunk of body.open()) hash.update(chunk);
  return hash.digest("hex");
}
