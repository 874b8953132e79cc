import { deflateSync } from "node:zlib";
import { InvalidInputError, type Query } from "@platformq/resilience";

/** In characters. Servers and proxies refuse request lines from 8 kB on, and the path needs some too. */
const LONGEST = 7000;

/**
 * Makes a query fit into a URL. Filters with many ids may be too long for that: all lists of the API take their
 * parameters compressed too, in one.
 *
 * @throws InvalidInputError for what is too long even so.
 */
export function fitQuery(query: Query): Query {
  const text = JSON.stringify(query);
  if (encodeURIComponent(text).length <= LONGEST) return query;
  const eprops = deflateSync(text).toString("base64");
  const { length } = encodeURIComponent(eprops);
  if (length <= LONGEST) return { eprops };
  throw new InvalidInputError(
    `The filters are too long for a URL: ${length} characters compressed, of ${LONGEST}; ask for fewer values at a time`,
    { service: "openproject" },
  );
}
