import type { HttpClient } from "@platformq/resilience";
import { createClient, getPatcher, type RequestOptions, type WebDAVClient } from "webdav";
import { WebdavDoor } from "./webdav-door.js";
import type { WebdavResponse } from "./webdav-response.js";

/**
 * Makes a client of the `webdav` package whose requests all go through a client of ours.
 *
 * The package has one seam, a patcher for the whole process. It is bundled into ours, so that the patcher is ours too
 * and nobody else's requests come this way. Which of our clients a request belongs to, its agent tells.
 */
export function createWebdavClient(http: HttpClient, url: string): WebDAVClient {
  getPatcher().patch("request", send);
  return createClient(url, { httpAgent: new WebdavDoor(http) });
}

async function send(options: unknown): Promise<WebdavResponse> {
  if (isOurs(options)) return options.httpAgent.send(options);
  throw new Error("This copy of webdav serves the clients of @platformq/nextcloud only");
}

function isOurs(options: unknown): options is RequestOptions & { httpAgent: WebdavDoor } {
  const isRequest = typeof options === "object" && options !== null && "httpAgent" in options;
  return isRequest && options.httpAgent instanceof WebdavDoor;
}
