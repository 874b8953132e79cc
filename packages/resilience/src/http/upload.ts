import { Readable } from "node:stream";
import { ReadableStream } from "node:stream/web";
import type { Lane } from "../pool.js";
import { type Body, bytesOf, type OpenBody } from "./body.js";
import type { Exchange } from "./exchange.js";

/** Larger writes would hide the progress that keeps a slow upload alive. */
const SLICE_BYTES = 64 * 1024;

/** Who has to hear of an upload. */
type UploadProgress = Pick<Exchange, "uploads" | "progressed" | "sourceFailed" | "source">;

type DispatchBody = string | Uint8Array | Readable | null;

/** Gives undici a body. What may take long goes out in slices, each of which counts as progress. */
export function dispatchBody(
  body: Body | undefined,
  lane: Lane,
  headers: Record<string, string>,
  progress: UploadProgress,
): DispatchBody {
  if (body === undefined) return null;
  if (body.kind === "stream") {
    // Always a length: servers behind FastCGI store nothing of a chunked body.
    headers["content-length"] = String(body.lengthBytes);
    return inSlices(openSource(body.open, progress), progress);
  }
  if (lane !== "transfer" || body.bytes.length <= SLICE_BYTES) return body.bytes;
  const bytes = typeof body.bytes === "string" ? Buffer.from(body.bytes) : body.bytes;
  headers["content-length"] = String(bytes.length);
  return inSlices({ chunks: [bytes], close: nothing }, progress);
}

/** What a body is read from. */
interface Source {
  readonly chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Closes it at any time: nobody may have begun to read it, or whoever did may be waiting for more. */
  close(): void;
}

function openSource(open: OpenBody, progress: UploadProgress): Source {
  let opened: ReturnType<OpenBody>;
  try {
    opened = open();
  } catch (error) {
    progress.sourceFailed(error);
    throw error;
  }
  if (opened instanceof Readable) {
    const stream = opened;
    // A file that cannot be opened says so before anybody reads it. While the network is waited for it is Node that
    // gives the stream up, and the next reader hears of all else.
    stream.on("error", (error) => {
      if (progress.source !== "waiting") progress.sourceFailed(error);
    });
    return { chunks: stream, close: () => void stream.destroy() };
  }
  if (opened instanceof ReadableStream) {
    // What iterates a stream keeps others from cancelling it.
    const reader: ReadableStreamDefaultReader<Uint8Array> = opened.getReader();
    return { chunks: chunksOf(reader), close: () => void reader.cancel().catch(nothing) };
  }
  const iterator = opened[Symbol.asyncIterator]();
  return {
    chunks: { [Symbol.asyncIterator]: () => iterator },
    close: () => void iterator.return?.().catch(nothing),
  };
}

function nothing(): void {}

async function* chunksOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}

function inSlices({ chunks, close }: Source, progress: UploadProgress): Readable {
  const body = Readable.from(slices(chunks, progress), { objectMode: false, highWaterMark: SLICE_BYTES });
  progress.uploads(() => {
    body.destroy();
    close();
  });
  return body;
}

async function* slices(chunks: Source["chunks"], progress: UploadProgress): AsyncGenerator<Uint8Array> {
  try {
    progress.source = "opening";
    for await (const chunk of chunks) {
      const bytes = bytesOf(chunk);
      for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
        progress.source = "waiting";
        yield bytes.subarray(at, at + SLICE_BYTES);
        progress.source = "reading";
        progress.progressed();
      }
    }
    progress.source = "waiting";
  } catch (error) {
    // What is thrown in at a `yield` comes from undici, which gives the body up: that is not the source's failure.
    if (progress.source !== "waiting") progress.sourceFailed(error);
    throw error;
  }
}
