import { deflateSync } from "node:zlib";
import type { Query } from "@platformq/resilience";
import type { Conditions } from "./conditions.js";
import { encodeFilters, type Filter, type SortCriterion } from "./filters.js";

/** Which part of a collection to list, and in what order. */
export interface ListParams {
  /** All have to be met. @example where("status").open().and("assignee").is("me") */
  filters?: readonly Filter[] | Conditions | undefined;
  sortBy?: readonly SortCriterion[] | undefined;
  /** Elements per page; a server cuts it down to its own maximum. @default the server's, often 20 */
  pageSize?: number | undefined;
  /** The number of the page, beginning with 1. @default 1 */
  offset?: number | undefined;
}

/** Which work packages to list, and what to reckon up. */
export interface WorkPackageListParams extends ListParams {
  /** The property to group by, such as `status`; the groups are in the page's `groups`. */
  groupBy?: string | undefined;
  /** Adds up hours, costs and the like, in the page's `totalSums` and per group. */
  showSums?: boolean | undefined;
  /** Points in time to compare, ISO 8601 or durations before now: `["2026-01-01T00:00:00Z", "PT0S"]`. */
  timestamps?: readonly string[] | undefined;
}

/** Encodes list parameters for the query. */
export function encodeListParams(params: ListParams): Record<string, string | number | undefined> {
  const { filters, sortBy, pageSize, offset } = params;
  return {
    filters: filters && encodeFilters(filters),
    sortBy: sortBy && JSON.stringify(sortBy),
    pageSize,
    offset,
  };
}

/** Servers and proxies refuse request lines from 8 kB on; filters with many ids come to that. */
const LONGEST_QUERY = 4000;

/** Encodes list parameters for work packages. */
export function encodeWorkPackageList(params: WorkPackageListParams): Query {
  const { groupBy, showSums, timestamps } = params;
  const query = {
    ...encodeListParams(params),
    // Without filters the server leaves out what is closed.
    filters: encodeFilters(params.filters ?? []),
    groupBy,
    showSums,
    timestamps: timestamps?.join(","),
  };
  return query.filters.length > LONGEST_QUERY ? { eprops: packed(query) } : query;
}

/** The server's own way around the limit: all parameters in one, compressed. */
function packed(query: object): string {
  return deflateSync(JSON.stringify(query)).toString("base64");
}
