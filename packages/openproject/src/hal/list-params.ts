import type { Query } from "@platformq/resilience";
import type { Conditions } from "./conditions.js";
import { encodeFilters, type Filter, type SortCriterion } from "./filters.js";

/** Which part of a collection to list, and in what order. */
export interface ListParams {
  /** All have to be met. @example where("status").open().and("assignee").is("me") */
  filters?: readonly Filter[] | Conditions | undefined;
  sortBy?: readonly SortCriterion[] | undefined;
  /**
   * Elements per page; a server cuts it down to its own maximum, and with 0 it tells the total only.
   * @default the server's, often 20
   */
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
}

/** Which work packages to list, as they were at points in time. */
export interface HistoricWorkPackageListParams extends WorkPackageListParams {
  /** Points in time to compare, ISO 8601 or durations before now: `["2026-01-01T00:00:00Z", "PT0S"]`. */
  timestamps: readonly string[];
}

const BY_ID: readonly SortCriterion[] = [["id", "asc"]];

/** Orders a list by id unless it says otherwise: what is added while it is read comes last, and no change moves what is there. */
export function byId<Params extends ListParams>(params: Params): Params {
  return { ...params, sortBy: params.sortBy ?? BY_ID };
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

/** What leads to the next page: with `select` the answer has nothing that was not asked for. */
const PAGE = ["total", "count", "offset", "pageSize", "nextByOffset"];

/** Encodes which properties of the elements to list, and nothing else of them. */
export function encodeSelect(properties: readonly string[]): string {
  return [...PAGE, ...properties.map((property) => `elements/${property}`)].join(",");
}

/** Encodes list parameters for work packages. */
export function encodeWorkPackageList(
  params: WorkPackageListParams & { readonly timestamps?: readonly string[] | undefined },
): Query {
  const { groupBy, showSums, timestamps } = params;
  return {
    ...encodeListParams(params),
    // Without filters the server leaves out what is closed.
    filters: encodeFilters(params.filters ?? []),
    groupBy,
    showSums,
    timestamps: timestamps?.join(","),
  };
}
