import { Readable } from "node:stream";
import type { Lane } from "../pool.js";
import type { Body } from "./body.js";
import type { Exchange } from "./exchange.js";

/** Larger writes would hide the progress that keeps a slow upload alive. */
const SLICE_BYTES = 64 * 1024;

type DispatchBody = string | Uint8Array | Readable | null;

/** Gives undici a body. What may take long goes out in slices, each of which counts as progress. */
export function dispatchBody(
  body: Body | undefined,
  lane: Lane,
  headers: Record<string, string>,
  exchange: Exchange,
): DispatchBody {
  if (body === undefined) return null;
  if (body.kind === "stream") return inSlices(body.open(), exchange);
  if (lane !== "transfer" || body.bytes.length <= SLICE_BYTES) return body.bytes;
  const bytes = typeof body.bytes === "string" ? Buffer.from(body.bytes) : body.bytes;
  headers["content-length"] = String(bytes.length);
  return inSlices([bytes], exchange);
}

function inSlices(source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, exchange: Exchange): Readable {
  return Readable.from(slices(source, exchange), { objectMode: false, highWaterMark: SLICE_BYTES });
}

async function* slices(
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  exchange: Exchange,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
        yield chunk.subarray(at, at + SLICE_BYTES);
        exchange.progressed();
      }
    }
  } catch (error) {
    exchange.sourceFailed(error);
    throw error;
  }
}
