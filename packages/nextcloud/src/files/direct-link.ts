import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import type { OcsTransport } from "../ocs/ocs-transport.js";

/** How long a direct link is good. */
export interface DirectLinkParams {
  /** Seconds. @default 8 hours */
  expirationTime?: number | undefined;
}

const DirectLink = openObject({ url: z.string() }).transform(({ url }) => url);

/** Makes a link that downloads a file without signing in. */
export async function directLink(
  ocs: OcsTransport,
  fileId: number,
  params: DirectLinkParams,
  options?: RequestOptions,
): Promise<string> {
  return ocs.post(path`apps/dav/api/v1/direct`, { fileId, ...params }, DirectLink, options);
}
