import { inflateSync } from "node:zlib";

/** All parameters of any endpoint may come compressed in one, which is how long filters fit into a URL. */
export function withEprops(query: URLSearchParams): URLSearchParams {
  const packed = query.get("eprops");
  if (packed === null) return query;
  const params: Record<string, unknown> = JSON.parse(inflateSync(Buffer.from(packed, "base64")).toString());
  const texts = Object.entries(params).map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(Object.fromEntries(texts));
}
