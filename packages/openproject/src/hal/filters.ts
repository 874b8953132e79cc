/** How a filter compares. @see https://www.openproject.org/docs/api/filters/ */
export type FilterOperator =
  | "="
  | "!"
  | "&="
  | ">="
  | "<="
  | "*"
  | "!*"
  | "~"
  | "!~"
  | "**"
  | "o"
  | "c"
  | "ow"
  | "t"
  | "w"
  | "t-"
  | "t+"
  | "<t+"
  | ">t+"
  | ">t-"
  | "<t-"
  | "=d"
  | "<>d"
  | (string & {});

/** A value to compare with. */
export type FilterValue = string | number | boolean;

/** One condition, by the name of what it is about: `{ status: { operator: "o" } }`. */
export type Filter = Readonly<
  Record<string, { readonly operator: FilterOperator; readonly values?: readonly FilterValue[] | undefined }>
>;

/** A property and the direction to sort by it. */
export type SortCriterion = readonly [property: string, direction: "asc" | "desc"];

/**
 * Encodes filters for the query. All have to be met.
 *
 * A condition with two names would lose one of them on the server, so each gets an object of its own.
 */
export function encodeFilters(filters: Iterable<Filter>): string {
  const conditions = [...filters].flatMap((filter) => Object.entries(filter));
  return JSON.stringify(
    conditions.map(([name, { operator, values = [] }]) => ({
      [name]: { operator, values: values.map(encodeValue) },
    })),
  );
}

/** Encodes filters as a saved query has them: filters and operators are resources, and so may values be. */
export function encodeQueryFilters(filters: Iterable<Filter>): object[] {
  const href = (kind: string, id: string) => ({ href: `/api/v3/queries/${kind}/${encodeURIComponent(id)}` });
  return [...filters].flatMap((filter) =>
    Object.entries(filter).map(([name, { operator, values = [] }]) => {
      const links = { filter: href("filters", name), operator: href("operators", operator) };
      const areLinks = values.length > 0 && values.every((value) => String(value).startsWith("/"));
      return areLinks
        ? { _links: { ...links, values: values.map((value) => ({ href: String(value) })) } }
        : { values: values.map(encodeValue), _links: links };
    }),
  );
}

/** The server wants strings, numbers included, and has its own words for yes and no. */
function encodeValue(value: FilterValue): string {
  if (typeof value === "boolean") return value ? "t" : "f";
  return String(value);
}
