import { Readable } from "node:stream";
import {
  ConflictError,
  type HttpClient,
  header,
  InvalidInputError,
  NetworkError,
  type Path,
  type RequestOptions,
  type StreamedAnswer,
  TimeoutError,
} from "@platformq/resilience";
import { inFiles, type OwnPath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { bareEtag, quoteEtag } from "../dav/etag.js";

/** What to download. */
export interface DownloadFile {
  /** Offset of the first byte. @default 0 */
  start?: number | undefined;
  /** Offset of the last byte, included. @default the file's last */
  end?: number | undefined;
  /** Downloads only what still has this etag. */
  ifMatch?: string | undefined;
}

/** A file's content on its way. */
export interface FileDownload {
  /** The bytes. Read it to its end or destroy it: until then a connection is busy. */
  readonly body: Readable;
  /** Length of the body in bytes; `undefined` when the server does not tell. */
  readonly lengthBytes: number | undefined;
  /** Without quotes. */
  readonly etag: string;
  readonly contentType: string | undefined;
}

/** How often in a row a download may break without a byte in between. */
const MAX_FRUITLESS = 3;

/**
 * Opens a file's content. A connection that breaks is followed by another that goes on where the first ended, as long
 * as the file is the same.
 *
 * @throws NotFoundError; ConflictError when the file changed or `ifMatch` says so; InvalidInputError for a range that
 *   ends before it starts; BadRequestError `RANGE_NOT_SATISFIABLE` for one beyond the end.
 */
export async function download(
  { dav, http }: { dav: DavTransport; http: HttpClient },
  file: string,
  params: DownloadFile,
  options: RequestOptions = {},
): Promise<FileDownload> {
  return openDownload(dav, http, inFiles(file), params, options);
}

/** Opens any content of WebDAV. @param anonymous Sends no credential of the client's. */
export async function openDownload(
  dav: DavTransport,
  http: HttpClient,
  path: Path | OwnPath,
  params: DownloadFile,
  options: RequestOptions = {},
  anonymous = false,
): Promise<FileDownload> {
  const range = new ByteRange(params.start ?? 0, params.end);
  const started = http.clock.now();
  const open = (at: ByteRange, etag: string | undefined): Promise<StreamedAnswer> => {
    const headers = {
      // Compressed, the body would have no length, and an etag that If-Match refuses.
      "accept-encoding": "identity",
      ...at.header(),
      ...(etag !== undefined && { "if-match": quoteEtag(etag) }),
    };
    const { deadlineMs } = options;
    const rest = deadlineMs ? { deadlineMs: Math.max(1, deadlineMs - (http.clock.now() - started)) } : {};
    return dav.stream({ method: "GET", path, lane: "transfer", headers, anonymous }, { ...options, ...rest });
  };
  const first = await open(range, params.ifMatch);
  const etag = bareEtag(header(first, "oc-etag") ?? header(first, "etag") ?? "");
  const resume = (at: ByteRange): Promise<StreamedAnswer> => open(at, etag);
  const bytes = resuming(first, range, options.retry === false || etag === "" ? undefined : resume);
  return {
    body: Readable.from(bytes, { objectMode: false, highWaterMark: 64 * 1024 }),
    lengthBytes: range.lengthOf(first),
    etag,
    contentType: header(first, "content-type"),
  };
}

async function* resuming(
  first: StreamedAnswer,
  range: ByteRange,
  resume: ((at: ByteRange) => Promise<StreamedAnswer>) | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let answer = first;
  let rest = range;
  for (let fruitless = 0; ; fruitless++) {
    try {
      for await (const chunk of rest.cut(answer)) {
        rest = rest.after(chunk.length);
        fruitless = 0;
        yield chunk;
      }
      return;
    } catch (error) {
      const isBroken = error instanceof NetworkError || error instanceof TimeoutError;
      if (!isBroken || resume === undefined || fruitless >= MAX_FRUITLESS) throw error;
      if (rest.isEmpty) return;
      try {
        answer = await resume(rest);
      } catch (refused) {
        if (!(refused instanceof ConflictError)) throw refused;
        throw new ConflictError("The file changed while it was downloaded", "FILE_CHANGED", {
          service: "nextcloud",
          operation: refused.operation,
          attempts: refused.attempts,
          status: refused.status,
          cause: error,
        });
      }
    }
  }
}

/** Which bytes of a file are wanted; the end is included, as in HTTP. */
class ByteRange {
  constructor(
    private readonly start: number,
    private readonly end: number | undefined,
  ) {
    const isRange = Number.isSafeInteger(start) && start >= 0 && (end === undefined || end >= start - 1);
    if (!isRange)
      throw new InvalidInputError(`No range of bytes: ${start} to ${end}`, { service: "nextcloud" });
  }

  get isEmpty(): boolean {
    return this.end !== undefined && this.end < this.start;
  }

  header(): { range?: string } {
    if (this.start === 0 && this.end === undefined) return {};
    // The server takes an end of 0 for none and would send the whole file.
    return { range: `bytes=${this.start}-${this.end === undefined ? "" : Math.max(this.end, 1)}` };
  }

  /** What is left of it after so many bytes. */
  after(bytes: number): ByteRange {
    return new ByteRange(this.start + bytes, this.end);
  }

  /** The length of the wanted part of an answer. */
  lengthOf(answer: StreamedAnswer): number | undefined {
    const length = header(answer, "content-length");
    if (length === undefined) return undefined;
    const sent = Number(length) - this.#skip(answer);
    return this.end === undefined ? sent : Math.min(sent, this.end - this.start + 1);
  }

  /** The wanted bytes of an answer, which may hold more of the file than was asked for. */
  async *cut(answer: StreamedAnswer): AsyncGenerator<Buffer, void, undefined> {
    let skip = this.#skip(answer);
    let left = this.end === undefined ? Number.POSITIVE_INFINITY : this.end - this.start + 1;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      const wanted = chunk.subarray(skip, skip + Math.min(left, chunk.length));
      skip = Math.max(0, skip - chunk.length);
      left -= wanted.length;
      if (wanted.length > 0) yield wanted;
      if (left <= 0) return;
    }
  }

  /** A 200 holds the file from its beginning, whatever was asked for. */
  #skip(answer: StreamedAnswer): number {
    return answer.status === 206 ? 0 : this.start;
  }
}
