import type { Platform } from "../platform.js";
import type { ReadHeader } from "../verification/verification.js";
import type { ReceiverLimits } from "./limits.js";

/** The headers of any runtime: those of node, or of fetch. */
export type HeaderSource =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null };

/** Reads a body within the limits. @throws WebhookRejectedError */
export type BodyReader = (
  limits: Pick<ReceiverLimits, "maxBodyBytes" | "bodyTimeoutMs">,
) => Promise<Uint8Array>;

/** A request at a platform's address, whatever received it. */
export interface WebhookRequest {
  readonly platform: Platform;
  /** In capital letters. */
  readonly method: string;
  /** Plain objects have lower-case names, as node gives them. */
  readonly headers: HeaderSource;
  /** The bytes as they were sent, or what reads them. Never a parsed or re-encoded body: its signature would not fit. */
  readonly body: Uint8Array | BodyReader;
  /** The peer of the connection, for the list of allowed addresses. */
  readonly remoteAddress?: string | undefined;
}

/** Makes one way of reading of all kinds of headers. */
export function headerReader(headers: HeaderSource): ReadHeader {
  if ("get" in headers && typeof headers.get === "function") {
    const { get } = headers;
    return (name) => get.call(headers, name) ?? undefined;
  }
  const record: Readonly<Record<string, unknown>> = headers;
  return (name) => {
    const value = record[name];
    if (Array.isArray(value)) return value.join(", ");
    return typeof value === "string" ? value : undefined;
  };
}
