import type { Hash } from "node:crypto";
import {
  asNothing,
  type Body,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  type RequestOptions,
} from "@platformq/resilience";
import { inUploads, type OwnPath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { Properties, propfindXml } from "../dav/properties.js";
import { eachConcurrently } from "../files/each-concurrently.js";
import { type Piece, pieceBody } from "./content.js";
import { MAX_CHUNKS } from "./upload-limits.js";
import type { UploadProgress } from "./upload-options.js";

/** A chunk on its way. */
export interface Chunk {
  /** From 1. */
  readonly number: number;
  readonly body: Body;
  readonly lengthBytes: number;
}

/** What an upload in chunks is about. */
export interface ChunkedUploadSettings {
  readonly uploadId: string;
  readonly target: OwnPath;
  readonly parallel: number;
  /** `undefined` for a stream that has not ended. */
  readonly totalBytes: number | undefined;
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/**
 * The chunks of one file on the server, before they become one.
 *
 * @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/WebDAV/chunking.html
 */
export class ChunkedUpload {
  /** Sizes by name, of those that were there before. */
  #stored: ReadonlyMap<string, number> = new Map();
  #uploadedBytes = 0;

  constructor(
    private readonly dav: DavTransport,
    private readonly settings: ChunkedUploadSettings,
    private readonly options: RequestOptions | undefined,
  ) {}

  /** How many bytes have arrived. */
  get uploadedBytes(): number {
    return this.#uploadedBytes;
  }

  /** Begins the upload, or finds what an interrupted one has left. */
  async open(): Promise<void> {
    const { uploadId, target } = this.settings;
    try {
      // A second MKCOL changes nothing, so that one of unknown outcome may be sent again.
      const request = { method: "MKCOL", path: inUploads(uploadId), destination: target, idempotent: true };
      await this.dav.request(request, asNothing, this.options);
    } catch (error) {
      if (!(error instanceof ConflictError && error.code === "ALREADY_EXISTS")) throw error;
      this.#stored = await storedChunks(this.dav, uploadId, this.options);
    }
  }

  /** Sends what is missing. Chunks that are there with the right length are left alone. */
  async send(chunks: Iterable<Chunk> | AsyncIterable<Chunk>): Promise<void> {
    const { parallel } = this.settings;
    const names = new Set<string>();
    await eachConcurrently(chunks, parallel, this.options?.signal, async (chunk, signal) => {
      const name = chunkName(chunk.number);
      names.add(name);
      await this.#put(name, chunk, signal);
    });
    await this.#dropOthers(names);
  }

  async #put(name: string, { body, lengthBytes }: Chunk, signal: AbortSignal): Promise<void> {
    const { target, totalBytes, uploadId, onProgress } = this.settings;
    if (this.#stored.get(name) !== lengthBytes) {
      await this.dav.request(
        {
          method: "PUT",
          path: inUploads(uploadId, name),
          destination: target,
          body,
          lane: "transfer",
          // Lets the server refuse at the first chunk what is beyond the quota.
          headers: totalBytes === undefined ? {} : { "oc-total-length": String(totalBytes) },
        },
        asNothing,
        { ...this.options, signal },
      );
    }
    this.#uploadedBytes += lengthBytes;
    onProgress?.({ uploadedBytes: this.#uploadedBytes, totalBytes });
  }

  /** What an earlier attempt with shorter chunks has left would become part of the file. */
  async #dropOthers(names: ReadonlySet<string>): Promise<void> {
    for (const name of this.#stored.keys()) {
      if (names.has(name)) continue;
      await this.dav.request(
        { method: "DELETE", path: inUploads(this.settings.uploadId, name) },
        asNothing,
        this.options,
      );
    }
  }
}

/** Cuts content of known length into chunks. */
export function* chunksOf(
  lengthBytes: number,
  chunkBytes: number,
  part: (start: number, end: number) => Body,
): Generator<Chunk> {
  for (let start = 0, number = 1; start < lengthBytes; start += chunkBytes, number++) {
    const end = Math.min(start + chunkBytes, lengthBytes);
    yield { number, body: part(start, end), lengthBytes: end - start };
  }
}

/** Turns the pieces of a stream into chunks, and hashes them on their way. */
export async function* chunksOfStream(
  pieces: AsyncIterable<Piece>,
  hash: Hash | undefined,
): AsyncGenerator<Chunk> {
  let number = 1;
  for await (const piece of pieces) {
    if (hash) for (const part of piece.parts) hash.update(part);
    yield { number: number++, body: pieceBody(piece), lengthBytes: piece.lengthBytes };
  }
}

/** Lists the chunks of an upload with their sizes. @throws NotFoundError for an upload that is not under way. */
async function storedChunks(
  dav: DavTransport,
  uploadId: string,
  options?: RequestOptions,
): Promise<ReadonlyMap<string, number>> {
  const responses = await dav.query(
    { method: "PROPFIND", path: inUploads(uploadId), headers: { depth: "1" } },
    propfindXml(["<d:getcontentlength/>"]),
    options,
  );
  const chunks = new Map<string, number>();
  for (const response of responses) {
    const name = response.path.split("/")[4];
    const size = new Properties(response).number("{DAV:}getcontentlength");
    // `.file` is the sum of the chunks, and no chunk.
    if (name !== undefined && name !== ".file" && size !== undefined) chunks.set(name, size);
  }
  return chunks;
}

/** Ends an upload and deletes its chunks; one that is not there is ended already. */
export async function abortUpload(
  dav: DavTransport,
  uploadId: string,
  options?: RequestOptions,
): Promise<void> {
  try {
    await dav.request({ method: "DELETE", path: inUploads(uploadId) }, asNothing, options);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}

function chunkName(number: number): string {
  if (number > MAX_CHUNKS) {
    const text = `An upload has at most ${MAX_CHUNKS} chunks; make them longer with chunkBytes`;
    throw new InvalidInputError(text, { service: "nextcloud" });
  }
  return String(number).padStart(5, "0");
}
