import { invalidQuery } from "./errors.js";
import { type Filters, parseFilters } from "./filters.js";
import { onlySelected } from "./select.js";

const DEFAULT_PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 1000;

export interface CollectionOptions<Item> {
  /** Path with the folder the server is installed in. */
  readonly href: string;
  readonly query: URLSearchParams;
  readonly filters: Filters<Item>;
  /** Used if the request names no filters at all. */
  readonly defaultFilters?: string;
  /** What can be sorted by. */
  readonly sorts?: Readonly<Record<string, (item: Item) => string | number>>;
  readonly type?: string;
  /** What `select` knows of an element. */
  readonly selectable?: ReadonlySet<string>;
  /** What `groupBy` knows. */
  readonly groups?: Readonly<Record<string, (item: Item) => string>>;
  readonly present: (item: Item) => object;
}

/** Filter, sort and cut a collection into pages. `offset` is the number of a page, beginning with 1. */
export function pagedCollection<Item>(items: Iterable<Item>, options: CollectionOptions<Item>): object {
  const { query, href, type = "Collection", present } = options;
  const found = filtered(items, options);
  const pageSize = readPageSize(query.get("pageSize"));
  const offset = Math.max(1, Number.parseInt(query.get("offset") ?? "1", 10) || 1);
  const elements = found.slice((offset - 1) * pageSize, offset * pageSize);
  const linkTo = (page: number | string, size: number | string) => {
    const params = new URLSearchParams(query);
    params.set("offset", String(page));
    params.set("pageSize", String(size));
    return `${href}?${params}`;
  };
  const collection = {
    _type: type,
    total: found.length,
    count: elements.length,
    pageSize,
    offset,
    ...(query.has("groupBy") && { groups: groupsOf(found, query.get("groupBy") ?? "", options) }),
    ...(query.get("showSums") === "true" && { totalSums: { estimatedTime: null } }),
    _embedded: { elements: elements.map(present) },
    _links: {
      self: { href: linkTo(offset, pageSize) },
      jumpTo: { href: linkTo("{offset}", pageSize), templated: true },
      changeSize: { href: linkTo(offset, "{size}"), templated: true },
      ...(offset > 1 && { previousByOffset: { href: linkTo(offset - 1, pageSize) } }),
      ...(offset * pageSize < found.length && { nextByOffset: { href: linkTo(offset + 1, pageSize) } }),
    },
  };
  const selected = query.get("select");
  return selected === null ? collection : onlySelected(collection, selected, options.selectable);
}

function groupsOf<Item>(
  found: readonly Item[],
  name: string,
  { groups = {} }: CollectionOptions<Item>,
): object[] {
  const read = groups[name];
  if (read === undefined) throw invalidQuery(`Can't group by column: ${name}`);
  const counts = new Map<string, number>();
  for (const item of found) counts.set(read(item), (counts.get(read(item)) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count, sums: null }));
}

/** A collection that is always handed out as a whole. */
export function wholeCollection<Item>(items: Iterable<Item>, options: CollectionOptions<Item>): object {
  const elements = filtered(items, options).map(options.present);
  return {
    _type: options.type ?? "Collection",
    total: elements.length,
    count: elements.length,
    _embedded: { elements },
    _links: { self: { href: options.href } },
  };
}

function filtered<Item>(
  items: Iterable<Item>,
  { query, filters, defaultFilters, sorts = {} }: CollectionOptions<Item>,
): Item[] {
  const text = query.get("filters") ?? defaultFilters;
  const found = text === undefined ? [...items] : [...items].filter(parseFilters(text, filters));
  const criteria = readSort(query.get("sortBy")).map(([name, direction]) => {
    const read = sorts[name];
    if (read === undefined) throw invalidQuery(`Can't sort by column: ${name}`);
    return { read, sign: direction === "desc" ? -1 : 1 };
  });
  return found.sort((a, b) => {
    for (const { read, sign } of criteria) {
      const [x, y] = [read(a), read(b)];
      if (x !== y) return x < y ? -sign : sign;
    }
    return 0;
  });
}

/** Beyond the maximum it is clamped without a word; -1 is the maximum, 0 asks for the totals only. */
function readPageSize(text: string | null): number {
  const size = Number.parseInt(text ?? "", 10);
  if (Number.isNaN(size)) return DEFAULT_PAGE_SIZE;
  return size < 0 ? MAX_PAGE_SIZE : Math.min(size, MAX_PAGE_SIZE);
}

function readSort(text: string | null): [string, string][] {
  if (text === null) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) throw new TypeError("not a list");
    return value.map((entry: unknown) => {
      const [name, direction] = Array.isArray(entry) ? entry : String(entry).split(":");
      return [String(name), String(direction ?? "asc")];
    });
  } catch {
    throw invalidQuery("The sortBy parameter is not valid.");
  }
}
