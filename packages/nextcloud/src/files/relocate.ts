import { asAnswer, header, InvalidInputError, type RequestOptions } from "@platformq/resilience";
import { inFiles, normalizePath } from "../dav/dav-path.js";
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

/** Moves or copies. @throws InvalidInputError for a folder into itself, which the server calls a missing parent. */
export async function relocate(
  dav: DavTransport,
  method: "MOVE" | "COPY",
  from: string,
  to: string,
  { overwrite = true, ifMatch }: RelocateFile,
  options?: RequestOptions,
): Promise<RelocatedFile> {
  if (normalizePath(to).startsWith(inside(from))) {
    throw new InvalidInputError(`'${from}' cannot go into itself, to '${to}'`, { service: "nextcloud" });
  }
  const headers = {
    overwrite: overwrite ? "T" : "F",
    ...(ifMatch !== undefined && { "if-match": quoteEtag(ifMatch) }),
  };
  const request = { method, path: inFiles(from), destination: inFiles(to), headers };
  const answer = await dav.request(request, asAnswer, options);
  const etag = header(answer, "oc-etag") ?? header(answer, "etag");
  return { replaced: answer.status === 204, etag: etag === undefined ? undefined : bareEtag(etag) };
}

/** What every path in a folder begins with. */
function inside(folder: string): string {
  const path = normalizePath(folder);
  return path === "/" ? path : `${path}/`;
}
