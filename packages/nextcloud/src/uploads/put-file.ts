import { createHash } from "node:crypto";
import {
  type Answer,
  type Body,
  ConflictError,
  header,
  type Reader,
  type RequestOptions,
} from "@platformq/resilience";
import type { OwnPath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { bareEtag, quoteEtag } from "../dav/etag.js";
import type { UploadedFile, UploadFile } from "./upload-options.js";
import { checkStored, findSame, mismatch } from "./verify.js";

/** The first attempt may have been the one that changed what the second one met. */
const ALREADY_SO = [412];

/** A 412 is read as what to throw unless the file turns out to be the one that was sent. */
const asStored: Reader<Answer | ConflictError> = {
  read: (answer, context) =>
    answer.status === 412
      ? new ConflictError(
          `${context.label} → 412: what is there is not known to be this file`,
          "PRECONDITION_FAILED",
          {
            ...context.errorContext(),
            status: 412,
          },
        )
      : answer,
};

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
    asStored,
    options,
  );
  const lengthBytes = lengthOf(body);
  if (answer instanceof ConflictError) {
    // It carries no etag, and the file that is in the way may be anybody's: only the content tells.
    const same = { lengthBytes, sha256: expected ?? (await sha256(body)) };
    const found = await findSame(dav, target, same, options).catch(() => undefined);
    if (found === undefined) throw answer;
    params.onProgress?.({ uploadedBytes: lengthBytes, totalBytes: lengthBytes });
    return { etag: found.etag, fileId: found.fileId };
  }
  const stored = uploadedFile(answer);
  const hash = header(answer, "x-hash-sha256");
  if (expected !== undefined && hash !== undefined) {
    if (hash !== expected) throw mismatch(`its SHA-256 is ${hash} instead of ${expected}`);
  } else if (verify) {
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
