import { createHash, type Hash, randomUUID } from "node:crypto";
import {
  AbortError,
  bytesBody,
  type Clock,
  DeadlineExceededError,
  type ErrorContext,
  InvalidInputError,
  isPlatformError,
  type RequestOptions,
} from "@platformq/resilience";
import { inFiles, type OwnPath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { assemble } from "./assemble.js";
import { abortUpload, type Chunk, ChunkedUpload, chunksOf, chunksOfStream } from "./chunked-upload.js";
import {
  isSized,
  type Piece,
  pieces,
  readContent,
  type SizedContent,
  type UploadContent,
} from "./content.js";
import type { PassingContent } from "./passing-content.js";
import { putFile } from "./put-file.js";
import { MAX_CHUNKS, type UploadLimits, type UploadLimitsCache } from "./upload-limits.js";
import type { UploadedFile, UploadFile } from "./upload-options.js";
import { checkStored } from "./verify.js";

/** What is shorter goes up in one request. */
const CHUNK_BYTES = 32 * 1024 * 1024;
/** Longer files have longer chunks, as far as the server takes them: each request counts towards the rate limit. */
const USUAL_CHUNKS = 10;
/** Chunks of a stream are held in memory. */
const STREAM_CHUNK_BYTES = 16 * 1024 * 1024;
const STREAM_PARALLEL = 2;

/** What uploads need of a client. */
export interface UploadContext {
  readonly dav: DavTransport;
  readonly limits: UploadLimitsCache;
  readonly clock: Clock;
}

/**
 * Uploads content of any kind: in one request what is short, in chunks what is long or of unknown length.
 *
 * No request's body is ever of unknown length: behind nginx the server stores nothing of it and reports success.
 */
export async function upload(
  context: UploadContext,
  path: string,
  content: UploadContent,
  params: UploadFile,
  options?: RequestOptions,
): Promise<UploadedFile> {
  // Before anything can fail: who gives a stream counts on its being closed.
  const read = readContent(content);
  const known = read instanceof Promise ? await read : read;
  try {
    const target = inFiles(path);
    checkChunkOptions(params);
    if (isSized(known) && known.lengthBytes <= (params.chunkBytes ?? CHUNK_BYTES)) {
      return await putFile(context.dav, target, known.part(0, known.lengthBytes), params, options);
    }
    const job = new UploadJob(context, target, params, options);
    return await (isSized(known) ? job.sized(known) : job.passing(known));
  } catch (error) {
    if (!isSized(known)) known.end(error);
    throw error;
  }
}

class UploadJob {
  /** Whether chunks have been sent. */
  #isUnderWay = false;

  constructor(
    private readonly context: UploadContext,
    private readonly target: OwnPath,
    private readonly params: UploadFile,
    private readonly options: RequestOptions | undefined,
  ) {}

  async sized(content: SizedContent): Promise<UploadedFile> {
    const { chunkBytes } = this.params;
    const { lengthBytes } = content;
    const limits = await this.context.limits.get(this.options);
    const wanted = chunkBytes ?? Math.max(CHUNK_BYTES, Math.ceil(lengthBytes / USUAL_CHUNKS));
    const length = Math.min(Math.max(wanted, Math.ceil(lengthBytes / MAX_CHUNKS)), limits.maxChunkBytes);
    const chunks = chunksOf(lengthBytes, length, content.part);
    return this.#inChunks(chunks, lengthBytes, limits, async () => {
      const hash = createHash("sha256");
      for (const chunk of chunksOf(lengthBytes, length, content.part)) await hashBody(hash, chunk);
      return hash.digest("hex");
    });
  }

  /** A stream: short ones turn out to be so when they end within the first chunk. */
  async passing(content: PassingContent): Promise<UploadedFile> {
    const stopWatching = this.#endInTime(content);
    try {
      return await this.#passing(content);
    } finally {
      stopWatching();
    }
  }

  async #passing(content: PassingContent): Promise<UploadedFile> {
    const { chunkBytes = STREAM_CHUNK_BYTES, verify = true } = this.params;
    const limits = await this.context.limits.get(this.options);
    const cut = pieces(content, Math.min(chunkBytes, limits.maxChunkBytes));
    const first = await cut.next();
    const second = first.done ? first : await cut.next();
    if (second.done) {
      const { parts = [], lengthBytes = 0 } = first.value ?? {};
      const body = bytesBody(Buffer.concat(parts, lengthBytes));
      return await putFile(this.context.dav, this.target, body, { ...this.params, verify }, this.options);
    }
    const hash = verify === "sha256" ? createHash("sha256") : undefined;
    let digest: string | undefined;
    const all = async function* (): AsyncGenerator<Piece> {
      if (!first.done) yield first.value;
      yield second.value;
      yield* cut;
    };
    return this.#inChunks(chunksOfStream(all(), hash), undefined, limits, async () => {
      digest ??= hash?.digest("hex");
      return digest;
    });
  }

  /** Ends a stream that has nothing to give when the call is over: no request would notice. */
  #endInTime(content: PassingContent): () => void {
    const { signal, deadlineMs } = this.options ?? {};
    const context = (): ErrorContext => ({
      service: "nextcloud",
      outcome: this.#isUnderWay ? "unknown" : "not-sent",
      cause: signal?.reason,
    });
    const abort = (): void => content.end(new AbortError("The upload was aborted by the caller", context()));
    const expire = (): void =>
      content.end(
        new DeadlineExceededError(
          `The stream did not end within the deadline of ${deadlineMs} ms`,
          context(),
        ),
      );
    const timer = deadlineMs ? this.context.clock.setTimeout(expire, deadlineMs) : undefined;
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
    return () => {
      timer?.clear();
      signal?.removeEventListener("abort", abort);
    };
  }

  async #inChunks(
    chunks: Iterable<Chunk> | AsyncIterable<Chunk>,
    knownBytes: number | undefined,
    limits: UploadLimits,
    sha256: () => Promise<string | undefined>,
  ): Promise<UploadedFile> {
    const { dav, clock } = this.context;
    const { target, params, options } = this;
    const uploadId = params.uploadId ?? `platformq-${randomUUID()}`;
    const wanted = params.parallel ?? (knownBytes === undefined ? STREAM_PARALLEL : limits.maxParallel);
    const parallel = Math.min(wanted, limits.maxParallel);
    const { onProgress } = params;
    const settings = { uploadId, target, parallel, totalBytes: knownBytes, onProgress };
    const job = new ChunkedUpload(dav, settings, options);
    this.#isUnderWay = true;
    try {
      await job.open();
      await job.send(chunks);
      const totalBytes = job.uploadedBytes;
      const stored = await assemble(dav, { uploadId, target, totalBytes, sha256, clock }, params, options);
      if (params.verify !== false) {
        const hash = params.verify === "sha256" ? await sha256() : undefined;
        const expected = { lengthBytes: totalBytes, sha256: hash, etag: stored.etag };
        await checkStored(dav, target, expected, options);
      }
      return stored;
    } catch (error) {
      if (params.uploadId === undefined) await this.#cleanUp(uploadId, error);
      throw error;
    }
  }

  /** Nobody can go on with an upload without a name. One that may be under way still is left to the server. */
  async #cleanUp(uploadId: string, error: unknown): Promise<void> {
    const isAssembling =
      isPlatformError(error) && error.operation?.startsWith("MOVE") && error.outcome === "unknown";
    if (isAssembling) return;
    // The server removes what is left after a day; the error that ended the upload is the one to tell.
    await abortUpload(this.context.dav, uploadId, { retry: false }).catch(() => {});
  }
}

async function hashBody(hash: Hash, { body }: Chunk): Promise<void> {
  if (body.kind === "bytes") hash.update(body.bytes);
  else for await (const piece of body.open()) hash.update(piece);
}

function checkChunkOptions({ chunkBytes, parallel }: UploadFile): void {
  checkCount("chunkBytes", chunkBytes);
  checkCount("parallel", parallel);
}

function checkCount(name: string, value: number | undefined): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) return;
  throw new InvalidInputError(`${name} must be a positive whole number, not ${value}`, {
    service: "nextcloud",
  });
}
