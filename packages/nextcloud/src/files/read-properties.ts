import type { RequestOptions } from "@platformq/resilience";
import type { OwnPath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { elementXml, propfindXml } from "../dav/properties.js";

/** Reads the texts of properties by `{namespace}name`. */
export async function readProperties(
  dav: DavTransport,
  path: OwnPath,
  names: readonly string[],
  options?: RequestOptions,
): Promise<Record<string, string>> {
  const request = { method: "PROPFIND", path, headers: { depth: "0" } };
  const xml = propfindXml(names.map((name) => elementXml(name)));
  const [first] = await dav.query(request, xml, options);
  return Object.fromEntries([...(first?.properties ?? [])].map(([name, { text }]) => [name, text]));
}
