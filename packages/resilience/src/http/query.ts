/** Query parameters. `undefined` is left out; an array repeats its name. */
export type Query = Readonly<
  Record<string, string | number | boolean | null | undefined | readonly (string | number)[]>
>;

/** Encodes query parameters, with the leading `?` unless there are none. */
export function encodeQuery(query: Query | undefined): string {
  let params: URLSearchParams | undefined;
  for (const name in query) {
    const value = query[name];
    if (value === undefined) continue;
    // Most requests have none, and it takes longer to make than to fill.
    params ??= new URLSearchParams();
    if (typeof value === "object" && value !== null) {
      for (const item of value) params.append(name, String(item));
    } else {
      params.append(name, String(value));
    }
  }
  const text = params?.toString();
  return text ? `?${text}` : "";
}
