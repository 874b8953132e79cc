import {
  type Answer,
  ApiError,
  asAnswer,
  bytesBody,
  FullJitterBackoff,
  header,
  isPlatformError,
  NotFoundError,
  type PlatformError,
  path,
  pause,
  type RequestOptions,
  ResponseError,
  ServerError,
  streamBody,
} from "@platformq/resilience";
import { z } from "zod";
import { field } from "../envelope.js";
import { Attachment } from "../schemas/attachment.js";
import { UploadedFile } from "../schemas/upload.js";
import type { ZulipTransport } from "../transport.js";
import { type ProgressListener, withProgress } from "./multipart-file.js";
import type { NamedFile } from "./named-file.js";

/** How a resumable upload goes. */
export interface ResumeUpload {
  onProgress?: ProgressListener | undefined;
  /** Goes on with an upload that was begun before. */
  uploadUrl?: string | undefined;
  /** Hears where the upload is, to be able to go on with it in another process. */
  onUploadUrl?: ((uploadUrl: string) => void) | undefined;
}

const Attachments = field("attachments", z.array(Attachment));

const VERSION = { "tus-resumable": "1.0.0" };
/** The feature level that brought it. */
const SINCE = 296;
/** Interruptions in a row without a byte of progress. */
const MAX_FRUITLESS = 5;

/**
 * Uploads a file by tus, which goes on after an interruption where it was.
 *
 * @see https://tus.io/protocols/resumable-upload
 */
export async function uploadResumably(
  transport: ZulipTransport,
  file: NamedFile,
  params: ResumeUpload,
  options: RequestOptions = {},
): Promise<UploadedFile> {
  const backoff = new FullJitterBackoff({ baseMs: 1_000, maxMs: 30_000, random: transport.random });
  const { clock, baseUrl } = transport.http;
  const target = new URL(params.uploadUrl ?? (await create(transport, file, options)), baseUrl);
  params.onUploadUrl?.(target.href);
  let reached = 0;
  let offset = params.uploadUrl === undefined ? 0 : undefined;
  let interruption: PlatformError | undefined;
  for (let fruitless = 0; ; ) {
    try {
      offset ??= await offsetOf(transport, target, options);
      if (offset > reached) fruitless = 0;
      reached = Math.max(offset, reached);
      // Of an empty file all has arrived at once; of another, it is the answer naming it that was lost.
      if (offset < file.sizeBytes) {
        const uploaded = await append(transport, target, file, offset, params.onProgress, options);
        if (uploaded !== undefined) return uploaded;
      }
      return await finished(transport, target, file, interruption, options);
    } catch (error) {
      // A server may also forget an upload that has become a file.
      if (interruption !== undefined && error instanceof NotFoundError) {
        return await finished(transport, target, file, interruption, options);
      }
      if (!isInterruption(error) || options.signal?.aborted) throw error;
      interruption = error;
      fruitless++;
      if (fruitless === MAX_FRUITLESS) throw error;
      offset = undefined;
      await pause(clock, backoff.next({ attempt: fruitless }).duration, options.signal);
    }
  }
}

/** Announces a file and gets the URL its bytes go to. */
async function create(transport: ZulipTransport, file: NamedFile, options: RequestOptions): Promise<string> {
  const metadata = Object.entries({ filename: file.filename, filetype: file.contentType })
    .map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`)
    .join(",");
  const request = { method: "POST", path: path`tus/` } as const;
  const tooOld = transport.server.refusal(SINCE, request);
  if (tooOld) throw tooOld;
  const asked = transport.http.request(
    {
      ...request,
      path: path`api/v1/tus/`,
      headers: { ...VERSION, "upload-length": String(file.sizeBytes), "upload-metadata": metadata },
      body: bytesBody(""),
      // An upload that nobody goes on with is dropped.
      idempotent: true,
    },
    asAnswer,
    options,
  );
  const location = header(await transport.server.explain(asked, SINCE, request), "location");
  if (location !== undefined) return location;
  throw unexpected("the answer names no upload");
}

/** Asks how many bytes have arrived. */
async function offsetOf(transport: ZulipTransport, target: URL, options: RequestOptions): Promise<number> {
  const answer = await transport.http.request(
    { method: "HEAD", path: path`/api/v1/tus/${"upload"}`, target, headers: VERSION },
    asAnswer,
    options,
  );
  return readOffset(answer);
}

/**
 * Finds the file a complete upload has become: that all bytes have arrived does not say that Zulip took them. The upload's
 * id is where the file is; what some storages append to it follows a plus sign.
 *
 * @throws the interruption, while there is no such file
 */
async function finished(
  transport: ZulipTransport,
  { pathname }: URL,
  { filename }: NamedFile,
  interruption: PlatformError | undefined,
  options: RequestOptions,
): Promise<UploadedFile> {
  const id = /\/tus\/([^+]+)/.exec(decodeURIComponent(pathname))?.[1];
  const attachments = await transport.get(path`attachments`, {}, Attachments, options);
  if (attachments.some(({ path_id }) => path_id === id)) return { url: `/user_uploads/${id}`, filename };
  throw interruption ?? unexpected("all bytes have arrived, but there is no file of them");
}

/** Sends the rest. @returns the file, unless the answer only says that all has arrived */
async function append(
  transport: ZulipTransport,
  target: URL,
  file: NamedFile,
  offset: number,
  onProgress: ProgressListener | undefined,
  options: RequestOptions,
): Promise<UploadedFile | undefined> {
  const answer = await transport.http.request(
    {
      method: "PATCH",
      path: path`/api/v1/tus/${"upload"}`,
      target,
      headers: { ...VERSION, "upload-offset": String(offset) },
      body: streamBody(
        () => withProgress(file, offset, onProgress),
        file.sizeBytes - offset,
        "application/offset+octet-stream",
      ),
      lane: "transfer",
    },
    asAnswer,
    // The server knows what it has; repeating the same bytes would be refused.
    { ...options, retry: false },
  );
  const uploaded = UploadedFile.safeParse(parsed(answer));
  if (uploaded.success) return uploaded.data;
  // To an upload that was complete before, all there is to say is how far it has come.
  if (readOffset(answer) === file.sizeBytes) return undefined;
  throw unexpected("the upload's last answer does not name the file");
}

function readOffset(answer: Answer): number {
  const offset = Number(header(answer, "upload-offset") ?? Number.NaN);
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw unexpected("the answer has no Upload-Offset");
}

function parsed(answer: Answer): unknown {
  try {
    return JSON.parse(answer.body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Whether the bytes may have arrived in part, so that the server is asked; 409 is a wrong offset, 423 an upload that the
 * interrupted request still holds.
 */
function isInterruption(error: unknown): error is PlatformError {
  if (error instanceof ApiError) {
    return error instanceof ServerError || error.status === 409 || error.status === 423;
  }
  return isPlatformError(error) && error.outcome !== "rejected" && !(error instanceof ResponseError);
}

function unexpected(what: string): ResponseError {
  return new ResponseError(`Resumable upload: ${what}`, "UNREADABLE_RESPONSE", {
    service: "zulip",
    outcome: "unknown",
    attempts: 1,
  });
}
