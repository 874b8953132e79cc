import { type Platform, platforms } from "../platform.js";
import type { Webhooks } from "../webhooks.js";

/** Makes what finds the platform whose address a URL's path is. */
export function endpointPaths({ basePath }: Webhooks): (url: string) => Platform | undefined {
  const byPath = new Map(platforms.map((platform) => [`${basePath}/${platform}`, platform]));
  return (url) => {
    const end = url.search(/[?#]/);
    return byPath.get(end === -1 ? url : url.slice(0, end));
  };
}
