import { createHash, randomUUID } from "node:crypto";
import {
  BadRequestError,
  bytesBody,
  checkShape,
  InvalidInputError,
  openObject,
  parseJson,
  path,
  type Reader,
  type RequestOptions,
} from "@platformq/resilience";
import { z } from "zod";
import { inFiles, normalizePath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { phpMap } from "../schemas/php-map.js";
import { modifiedAt, readFileId } from "./put-file.js";

/** A small file among many. */
export interface BulkFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Sets the time of modification. @default now */
  readonly lastModified?: Date | undefined;
}

/** What became of a file among many. */
export type BulkResult =
  | {
      readonly path: string;
      readonly isUploaded: true;
      /** Without quotes. */
      readonly etag: string;
      /** The number that stays when the file is renamed. */
      readonly fileId: number | undefined;
    }
  | {
      readonly path: string;
      readonly isUploaded: false;
      /** The server's words, in the account's language; empty for what it did not come to. */
      readonly reason: string;
    };

const Outcomes = phpMap(
  z.union([
    openObject({ error: z.literal(false), etag: z.string(), fileid: z.string() }),
    openObject({ error: z.literal(true), message: z.string() }),
  ]),
);
type Outcomes = z.output<typeof Outcomes>;

/** Files and bytes per request: what is held in memory, and what a lost connection sends again. */
const BATCH_FILES = 100;
const BATCH_BYTES = 16 * 1024 * 1024;

/**
 * Uploads many small files in few requests, with what became of each, in their order. Existing files are replaced;
 * parents have to exist.
 *
 * It saves requests, where those are limited or slow to arrive; a server near by is no faster with it.
 */
export async function bulkUpload(
  dav: DavTransport,
  files: Iterable<BulkFile>,
  options?: RequestOptions,
): Promise<BulkResult[]> {
  const parts = [...files].map(partOf);
  const results: BulkResult[] = [];
  for (const batch of batches(parts)) {
    const outcomes = await send(dav, batch, options);
    results.push(...batch.map(({ path: file }) => resultOf(file, outcomes[file])));
  }
  return results;
}

interface Part {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly head: string;
}

function partOf({ path: given, content, lastModified }: BulkFile): Part {
  const file = normalizePath(given);
  // Checks the path, which goes into a header here: a line break would end it, and a space at its end gets lost.
  inFiles(file);
  if (/[\r\n]|\s$/.test(file)) {
    throw new InvalidInputError(`'${given}' cannot be uploaded among others; use upload`, {
      service: "nextcloud",
    });
  }
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const headers = {
    "x-file-path": file,
    "x-file-md5": createHash("md5").update(bytes).digest("hex"),
    ...(lastModified && modifiedAt(lastModified)),
    "content-length": String(bytes.length),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return { path: file, bytes, head: `${lines.join("")}\r\n` };
}

function* batches(parts: readonly Part[]): Generator<readonly Part[]> {
  let batch: Part[] = [];
  let size = 0;
  for (const part of parts) {
    if (batch.length === BATCH_FILES || (batch.length > 0 && size + part.bytes.length > BATCH_BYTES)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(part);
    size += part.bytes.length;
  }
  if (batch.length > 0) yield batch;
}

async function send(
  dav: DavTransport,
  batch: readonly Part[],
  options: RequestOptions | undefined,
): Promise<Outcomes> {
  const boundary = `platformq-${randomUUID()}`;
  const pieces = batch.flatMap(({ head, bytes }) => [`--${boundary}\r\n${head}`, bytes, "\r\n"]);
  const body = Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
  const request = {
    method: "POST",
    path: path`remote.php/dav/bulk`,
    body: bytesBody(body, `multipart/related; boundary=${boundary}`),
    lane: "transfer",
    // The same content again changes nothing.
    idempotent: true,
  } as const;
  try {
    return await dav.request(request, asOutcomes, options);
  } catch (error) {
    const done = outcomesIn(error);
    if (done === undefined) throw error;
    return done;
  }
}

/** The server calls its JSON HTML. */
const asOutcomes: Reader<Outcomes> = {
  read: (answer, context) => checkShape(Outcomes, parseJson(answer, context), answer, context),
};

/** A part that arrived damaged ends the request; what was done before it stands in the error. */
function outcomesIn(error: unknown): Outcomes | undefined {
  if (!(error instanceof BadRequestError) || typeof error.body !== "string") return undefined;
  try {
    return Outcomes.parse(JSON.parse(error.body));
  } catch {
    return undefined;
  }
}

function resultOf(file: string, outcome: Outcomes[string] | undefined): BulkResult {
  if (outcome === undefined) return { path: file, isUploaded: false, reason: "" };
  if (outcome.error) return { path: file, isUploaded: false, reason: outcome.message };
  return { path: file, isUploaded: true, etag: outcome.etag, fileId: readFileId(outcome.fileid) };
}
