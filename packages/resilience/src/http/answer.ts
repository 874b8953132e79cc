import type { BodyStream } from "./body-stream.js";

/** Response headers, names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A server's answer with its body in memory. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: ResponseHeaders;
  readonly body: Buffer;
}

/** A server's answer whose body is still arriving. */
export interface StreamedAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: ResponseHeaders;
  readonly body: BodyStream;
}

/** Tells a streamed answer from one in memory. */
export function isStreamed(answer: Answer | StreamedAnswer): answer is StreamedAnswer {
  return !Buffer.isBuffer(answer.body);
}

/** Reads one header; several of one name are joined with a comma. */
export function header(answer: { readonly headers: ResponseHeaders }, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** The media type without its parameters, in lower case. */
export function mediaType(answer: { readonly headers: ResponseHeaders }): string {
  return (header(answer, "content-type")?.split(";")[0] ?? "").trim().toLowerCase();
}
