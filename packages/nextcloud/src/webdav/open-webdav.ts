import type { RequestOptions } from "@platformq/resilience";
import type { WebDAVClient } from "webdav";
import type { NextcloudTransport } from "../transport.js";

/** Opens the account's files with the `webdav` package, which is loaded here: who does not call this does not pay. */
export async function openWebdav(
  { dav, http }: NextcloudTransport,
  options?: RequestOptions,
): Promise<WebDAVClient> {
  const userId = await dav.userId(options);
  const { createWebdavClient } = await import("./webdav-client.js");
  return createWebdavClient(http, `${http.baseUrl}/remote.php/dav/files/${encodeURIComponent(userId)}`);
}
