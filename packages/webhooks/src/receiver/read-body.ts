import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { WebhookRejectedError } from "../rejection.js";
import type { ReceiverLimits } from "./limits.js";

type BodyLimits = Pick<ReceiverLimits, "maxBodyBytes" | "bodyTimeoutMs">;

const decoders = new Map([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);

/**
 * Reads a whole body, decompressed. Of a body that is too large no more is kept than the limit.
 *
 * @throws WebhookRejectedError `too_large`, `too_slow`, `unsupported_media_type` or `malformed`
 */
export async function readBody(
  wire: Readable,
  contentEncoding: string | undefined,
  limits: BodyLimits,
): Promise<Buffer> {
  const encoding = contentEncoding?.trim().toLowerCase();
  if (encoding === undefined || encoding === "" || encoding === "identity")
    return collect(wire, wire, limits);
  const decoder = decoders.get(encoding)?.();
  if (decoder === undefined) {
    throw new WebhookRejectedError("unsupported_media_type", `The content encoding ${encoding} is not known`);
  }
  try {
    return await collect(wire, wire.pipe(decoder), limits);
  } finally {
    wire.unpipe(decoder);
    decoder.destroy();
  }
}

/** Listens instead of iterating: a body is mostly one chunk, and this is the hot path. */
function collect(
  wire: Readable,
  plain: Readable,
  { maxBodyBytes, bodyTimeoutMs }: BodyLimits,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let wireBytes = 0;
    let plainBytes = 0;

    let isSettled = false;
    // The listeners stay: taking them off costs more than their being called once more for nothing.
    const finish = (settle: () => void): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      settle();
    };
    const refuse = (error: WebhookRejectedError): void => {
      finish(() => {
        chunks.length = 0;
        wire.pause();
        reject(error);
      });
    };
    const tooLarge = (): void =>
      refuse(new WebhookRejectedError("too_large", `The body is larger than ${maxBodyBytes} bytes`));
    const countWire = (chunk: Buffer): void => {
      wireBytes += chunk.length;
      if (wireBytes > maxBodyBytes) tooLarge();
    };
    const keep = (chunk: Buffer): void => {
      plainBytes += chunk.length;
      if (plainBytes > maxBodyBytes) tooLarge();
      else if (!isSettled) chunks.push(chunk);
    };
    const end = (): void =>
      finish(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, plainBytes)));
    const cutShort = (): void => {
      // `close` follows the end of a body that is still being decompressed.
      if (!wire.readableEnded) refuse(new WebhookRejectedError("malformed", "The body ended before its end"));
    };
    const unreadable = (cause: unknown): void =>
      refuse(new WebhookRejectedError("malformed", "The body cannot be decompressed", cause));

    const timer = setTimeout(() => {
      refuse(new WebhookRejectedError("too_slow", `The body took longer than ${bodyTimeoutMs} ms`));
    }, bodyTimeoutMs);
    if (plain !== wire) {
      wire.on("data", countWire);
      plain.on("error", unreadable);
    }
    wire.on("error", cutShort).on("close", cutShort);
    plain.on("data", keep).on("end", end);
    if (wire.destroyed) cutShort();
  });
}
