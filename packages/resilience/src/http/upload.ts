import { Readable } from "node:stream";
import type { Lane } from "../pool.js";
import type { Body, OpenBody } from "./body.js";
import type { Exchange } from "./exchange.js";

/** Larger writes would hide the progress that keeps a slow upload alive. */
const SLICE_BYTES = 64 * 1024;

/** Who has to hear of an upload. */
type UploadProgress = Pick<Exchange, "uploads" | "progressed" | "sourceFailed">;

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
    return inSlices(opened(body.open, progress), progress);
  }
  if (lane !== "transfer" || body.bytes.length <= SLICE_BYTES) return body.bytes;
  const bytes = typeof body.bytes === "string" ? Buffer.from(body.bytes) : body.bytes;
  headers["content-length"] = String(bytes.length);
  return inSlices([bytes], progress);
}

function opened(open: OpenBody, progress: UploadProgress): AsyncIterable<Uint8Array> {
  try {
    return open();
  } catch (error) {
    progress.sourceFailed(error);
    throw error;
  }
}

function inSlices(
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  progress: UploadProgress,
): Readable {
  const body = Readable.from(slices(source, progress), { objectMode: false, highWaterMark: SLICE_BYTES });
  progress.uploads(() => {
    body.destroy();
    // Nobody may have begun to read it, or whoever did waits for more: nobody else would close a file.
    if (source instanceof Readable) source.destroy();
  });
  return body;
}

async function* slices(
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  progress: UploadProgress,
): AsyncGenerator<Uint8Array> {
  // What is thrown in at a `yield` comes from undici, which gives the body up: that is not the source's failure.
  let reading = true;
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
        reading = false;
        yield chunk.subarray(at, at + SLICE_BYTES);
        reading = true;
        progress.progressed();
      }
    }
  } catch (error) {
    if (reading) progress.sourceFailed(error);
    throw error;
  }
}
