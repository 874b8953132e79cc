import { asAnswer, header, type RequestOptions } from "@platformq/resilience";
import { inFiles } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { bareEtag, quoteEtag } from "../dav/etag.js";

/** How to move or copy. */
export interface RelocateFile {
  /** `false` refuses to replace what is there. @default true */
  overwrite?: boolean | undefined;
  /** Does it only while the source has this etag. */
  ifMatch?: string | undefined;
}

/** What became of a file that was moved or copied. */
export interface RelocatedFile {
  /** Whether something was replaced. */
  readonly replaced: boolean;
  /** Without quotes; the server tells it after a move. */
  readonly etag: string | undefined;
}

/** Moves or copies. */
export async function relocate(
  dav: DavTransport,
  method: "MOVE" | "COPY",
  from: string,
  to: string,
  { overwrite = true, ifMatch }: RelocateFile,
  options?: RequestOptions,
): Promise<RelocatedFile> {
  const headers = {
    overwrite: overwrite ? "T" : "F",
    ...(ifMatch !== undefined && { "if-match": quoteEtag(ifMatch) }),
  };
  const request = { method, path: inFiles(from), destination: inFiles(to), headers };
  const answer = await dav.request(request, asAnswer, options);
  const etag = header(answer, "oc-etag") ?? header(answer, "etag");
  return { replaced: answer.status === 204, etag: etag === undefined ? undefined : bareEtag(etag) };
}
