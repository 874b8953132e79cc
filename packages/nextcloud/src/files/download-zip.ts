import { header, type RequestOptions } from "@platformq/resilience";
import { inFiles } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import type { FileDownload } from "./download.js";

/** Opens a folder as a zip archive, which the server makes while it sends it: nobody knows its length. */
export async function downloadZip(
  dav: DavTransport,
  folder: string,
  options?: RequestOptions,
): Promise<FileDownload> {
  const headers = { accept: "application/zip" };
  const request = { method: "GET", path: inFiles(folder), headers, lane: "transfer" } as const;
  const answer = await dav.stream(request, options);
  return {
    body: answer.body,
    lengthBytes: undefined,
    etag: "",
    contentType: header(answer, "content-type"),
  };
}
