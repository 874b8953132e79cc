import {
  type Answer,
  ApiError,
  asAnswer,
  bytesBody,
  FullJitterBackoff,
  header,
  isPlatformError,
  NotFoundError,
  path,
  type RequestOptions,
  ResponseError,
  ServerError,
  streamBody,
} from "@platformq/resilience";
import { z } from "zod";
import { field } from "../envelope.js";
import { pause } from "../pause.js";
import { Attachment } from "../schemas/attachment.js";
import { UploadedFile } from "../schemas/upload.js";
import type { ZulipTransport } from "../transport.js";
import type { OpenFile } from "./file-source.js";
import { type ProgressListener, withProgress } from "./multipart-file.js";

/** How a resumable upload goes. */
export interface ResumeUpload {
  onProgress?: ProgressListener | undefined;
  /** Goes on with an upload that was begun before. */
  uploadUrl?: string | undefined;
  /** Hears where the upload is, to be able to go on with it in another process. */
  onUploadUrl?: ((uploadUrl: string) => void) | undefined;
}

const Attachments = field("attachments", z.array(Attachment));

/** The server tells the time in whole seconds. */
const CLOCK_GRAIN_MS = 2_000;
const VERSION = { "tus-resumable": "1.0.0" };
/** Interruptions in a row without a byte of progress. */
const MAX_FRUITLESS = 5;

/**
 * Uploads a file by tus, which goes on after an interruption where it was.
 *
 * @see https://tus.io/protocols/resumable-upload
 */
export async function uploadResumably(
  transport: ZulipTransport,
  file: OpenFile,
  params: ResumeUpload,
  options: RequestOptions = {},
): Promise<UploadedFile> {
  const backoff = new FullJitterBackoff({ baseMs: 1_000, maxMs: 30_000, random: transport.random });
  const { clock, baseUrl } = transport.http;
  const started = clock.now();
  const target = new URL(params.uploadUrl ?? (await create(transport, file, options)), baseUrl);
  params.onUploadUrl?.(target.href);
  let offset = params.uploadUrl === undefined ? 0 : await offsetOf(transport, target, options);
  for (let fruitless = 0; ; ) {
    try {
      return await append(transport, target, file, offset, params.onProgress, options);
    } catch (error) {
      if (!isInterruption(error) || options.signal?.aborted) throw error;
      fruitless++;
      await pause(clock, backoff.next({ attempt: fruitless }).duration, options.signal);
      const reached = await offsetOf(transport, target, options).catch((gone: unknown) => {
        if (gone instanceof NotFoundError) return undefined;
        throw gone;
      });
      if (reached === undefined) return finished(transport, file, started, error, options);
      if (reached > offset) fruitless = 0;
      if (fruitless >= MAX_FRUITLESS) throw error;
      offset = reached;
    }
  }
}

/** Announces a file and gets the URL its bytes go to. */
async function create(transport: ZulipTransport, file: OpenFile, options: RequestOptions): Promise<string> {
  const metadata = Object.entries({ filename: file.filename, filetype: file.contentType })
    .map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`)
    .join(",");
  const answer = await transport.http.request(
    {
      method: "POST",
      path: path`api/v1/tus/`,
      headers: { ...VERSION, "upload-length": String(file.lengthBytes), "upload-metadata": metadata },
      body: bytesBody(""),
      // An upload that nobody goes on with is dropped.
      idempotent: true,
    },
    asAnswer,
    options,
  );
  const location = header(answer, "location");
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

/** With its last byte an upload becomes a file and is gone: finds the file when it is the answer that was lost. */
async function finished(
  transport: ZulipTransport,
  { filename, lengthBytes }: OpenFile,
  started: number,
  error: unknown,
  options: RequestOptions,
): Promise<UploadedFile> {
  const attachments = await transport.get(path`attachments`, {}, Attachments, options);
  const since = transport.server.time() - (transport.http.clock.now() - started) - CLOCK_GRAIN_MS;
  const found = attachments.findLast(
    ({ name, size, create_time }) => name === filename && size === lengthBytes && create_time >= since,
  );
  if (found === undefined) throw error;
  return { url: `/user_uploads/${found.path_id}`, filename };
}

async function append(
  transport: ZulipTransport,
  target: URL,
  file: OpenFile,
  offset: number,
  onProgress: ProgressListener | undefined,
  options: RequestOptions,
): Promise<UploadedFile> {
  const answer = await transport.http.request(
    {
      method: "PATCH",
      path: path`/api/v1/tus/${"upload"}`,
      target,
      headers: { ...VERSION, "upload-offset": String(offset) },
      body: streamBody(
        () => withProgress(file, offset, onProgress),
        file.lengthBytes - offset,
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

/** Whether the bytes may have arrived in part, so that the server is asked; 409 is a wrong offset. */
function isInterruption(error: unknown): boolean {
  if (error instanceof ApiError) return error instanceof ServerError || error.status === 409;
  return isPlatformError(error) && error.outcome !== "rejected" && !(error instanceof ResponseError);
}

function unexpected(what: string): ResponseError {
  return new ResponseError(`Resumable upload: ${what}`, "UNREADABLE_RESPONSE", {
    service: "zulip",
    outcome: "unknown",
    attempts: 1,
  });
}
