import { InvalidInputError } from "@platformq/resilience";
import type { FileDetail } from "../dav/file-details.js";
import { fileProperties } from "../dav/file-info.js";
import { NAMESPACES } from "../dav/properties.js";
import { escapeXml } from "../dav/xml-element.js";

/** Compares a text; upper and lower case make no difference except to `equals`. */
export interface TextFilter {
  equals?: string | undefined;
  contains?: string | undefined;
  startsWith?: string | undefined;
  endsWith?: string | undefined;
}

/** Compares a media type. */
export interface ContentTypeFilter {
  equals?: string | undefined;
  /** The part before the slash, with it. */
  startsWith?: `${string}/` | undefined;
}

/** Compares a number or a date. */
export interface RangeFilter<T> {
  equals?: T | undefined;
  above?: T | undefined;
  atLeast?: T | undefined;
  below?: T | undefined;
  atMost?: T | undefined;
}

/** Which files are meant: all conditions have to hold. */
export interface FileFilter {
  name?: string | TextFilter | undefined;
  /** Such as `text/markdown`, or `{ startsWith: "image/" }`. */
  contentType?: string | ContentTypeFilter | undefined;
  /** In bytes. */
  size?: number | RangeFilter<number> | undefined;
  lastModified?: RangeFilter<Date> | undefined;
  /** Cannot be negated: the server finds favourites whatever it is told. */
  isFavorite?: true | undefined;
  type?: "file" | "folder" | undefined;
  fileId?: number | undefined;
  /** At least one of them has to hold. */
  or?: readonly FileFilter[] | undefined;
  and?: readonly FileFilter[] | undefined;
  not?: FileFilter | undefined;
}

/** By what results are ordered. */
export type FileOrder = "name" | "contentType" | "size" | "lastModified";

/** What to search for. */
export interface SearchFiles {
  where?: FileFilter | undefined;
  /** The folder to search in, with all that is below it. @default the account's root */
  folder?: string | undefined;
  orderBy?: readonly (FileOrder | { readonly by: FileOrder; readonly descending: boolean })[] | undefined;
  /** Results per page. @default 100 */
  limit?: number | undefined;
  /** @default 0 */
  offset?: number | undefined;
  /** What to tell of each file beside the usual. */
  details?: readonly FileDetail[] | undefined;
}

const NAME = "<d:displayname/>";
const TYPE = "<d:getcontenttype/>";
const SIZE = "<oc:size/>";
const MODIFIED = "<d:getlastmodified/>";
const FAVORITE = "<oc:favorite/>";
const FILE_ID = "<oc:fileid/>";
const IS_FOLDER = "<d:is-collection/>";

const orders: Readonly<Record<FileOrder, string>> = {
  name: NAME,
  contentType: TYPE,
  size: SIZE,
  lastModified: MODIFIED,
};

/** Names are not unique, and pages need one order. */
const DEFAULT_ORDER: readonly FileOrder[] = ["name", "lastModified", "size"];

/**
 * Writes a SEARCH.
 *
 * @param scope The folder as WebDAV names it: `/files/ben/Projects`. The server does not decode it.
 */
export function searchXml(scope: string, params: SearchFiles, limit: number): string {
  const { where = {}, orderBy = DEFAULT_ORDER, offset = 0, details } = params;
  const order = orderBy.map((entry) => {
    const { by, descending } = typeof entry === "string" ? { by: entry, descending: false } : entry;
    return `<d:order><d:prop>${orders[by]}</d:prop>${descending ? "<d:descending/>" : "<d:ascending/>"}</d:order>`;
  });
  return [
    `<?xml version="1.0"?><d:searchrequest ${NAMESPACES}><d:basicsearch>`,
    `<d:select><d:prop>${fileProperties(details).join("")}</d:prop></d:select>`,
    `<d:from><d:scope><d:href>${escapeXml(scope)}</d:href><d:depth>infinity</d:depth></d:scope></d:from>`,
    `<d:where>${condition(where)}</d:where>`,
    `<d:orderby>${order.join("")}</d:orderby>`,
    // In any other namespace the offset is ignored, and every page is the first.
    `<d:limit><d:nresults>${limit}</d:nresults>`,
    `<s:firstresult xmlns:s="https://github.com/icewind1991/SearchDAV/ns">${offset}</s:firstresult></d:limit>`,
    "</d:basicsearch></d:searchrequest>",
  ].join("");
}

/**
 * Writes a filter. Negation goes down to what is compared: the server fails with one around anything else.
 *
 * @throws InvalidInputError for what the server cannot search for.
 */
function condition(filter: FileFilter, isNegated = false): string {
  const { name, contentType, size, lastModified, isFavorite, type, fileId, or, and = [], not } = filter;
  const comparisons = [
    ...texts(NAME, name),
    ...contentTypes(contentType),
    ...ranges(SIZE, typeof size === "number" ? { equals: size } : size, String),
    ...ranges(MODIFIED, lastModified, (date) => String(Math.floor(date.getTime() / 1000))),
    ...favorites(isFavorite, isNegated),
    ...(fileId === undefined ? [] : [compare("eq", FILE_ID, String(fileId))]),
  ];
  const parts = [
    ...comparisons.map((comparison) => negatedIf(isNegated, comparison)),
    ...(type === undefined ? [] : [negatedIf(isNegated !== (type === "file"), IS_FOLDER)]),
    ...(or === undefined
      ? []
      : [
          joined(
            isNegated ? "and" : "or",
            or.map((part) => condition(part, isNegated)),
          ),
        ]),
    ...and.map((part) => condition(part, isNegated)),
    ...(not === undefined ? [] : [condition(not, !isNegated)]),
  ];
  // A search without a condition is a type error of the server's.
  if (parts.length === 0) return negatedIf(isNegated, compare("like", NAME, "%"));
  return joined(isNegated ? "or" : "and", parts);
}

function negatedIf(isNegated: boolean, comparison: string): string {
  return isNegated ? `<d:not>${comparison}</d:not>` : comparison;
}

/** The server looks for the mark of a favourite, and neither for its absence nor for the value it is given. */
function favorites(isFavorite: boolean | undefined, isNegated: boolean): string[] {
  if (isFavorite === undefined) return [];
  if (isFavorite && !isNegated) return [compare("eq", FAVORITE, "yes")];
  throw new InvalidInputError("The server cannot search for what is no favourite", { service: "nextcloud" });
}

/** The server keeps types by number, and knows of no part of one but that before the slash. */
function contentTypes(filter: string | ContentTypeFilter | undefined): string[] {
  if (filter === undefined) return [];
  const { equals, startsWith, ...others } = typeof filter === "string" ? { equals: filter } : filter;
  const isKnown = startsWith === undefined || /^[^/%]+\/$/.test(startsWith);
  if (!isKnown || Object.values(others).some((value) => value !== undefined)) {
    const text = "A content type is searched for as a whole, or by what it begins with up to the slash";
    throw new InvalidInputError(text, { service: "nextcloud" });
  }
  return [
    ...(equals === undefined ? [] : [compare("eq", TYPE, equals)]),
    ...(startsWith === undefined ? [] : [compare("like", TYPE, `${startsWith}%`)]),
  ];
}

function joined(operator: "and" | "or", parts: readonly string[]): string {
  const [first, ...rest] = parts;
  if (first === undefined) {
    throw new InvalidInputError("An empty list of alternatives matches nothing", { service: "nextcloud" });
  }
  // The server's operators take two.
  return rest.reduce((left, right) => `<d:${operator}>${left}${right}</d:${operator}>`, first);
}

function texts(property: string, filter: string | TextFilter | undefined): string[] {
  if (filter === undefined) return [];
  const { equals, contains, startsWith, endsWith } = typeof filter === "string" ? { equals: filter } : filter;
  return [
    ...(equals === undefined ? [] : [compare("eq", property, equals)]),
    ...(contains === undefined ? [] : [compare("like", property, `%${literal(contains)}%`)]),
    ...(startsWith === undefined ? [] : [compare("like", property, `${literal(startsWith)}%`)]),
    ...(endsWith === undefined ? [] : [compare("like", property, `%${literal(endsWith)}`)]),
  ];
}

function ranges<T>(
  property: string,
  filter: RangeFilter<T> | undefined,
  write: (value: T) => string,
): string[] {
  if (filter === undefined) return [];
  const { equals, above, atLeast, below, atMost } = filter;
  const pairs = [
    ["eq", equals],
    ["gt", above],
    ["gte", atLeast],
    ["lt", below],
    ["lte", atMost],
  ] as const;
  return pairs.flatMap(([operator, value]) =>
    value === undefined ? [] : [compare(operator, property, write(value))],
  );
}

function compare(operator: string, property: string, value: string): string {
  return `<d:${operator}><d:prop>${property}</d:prop><d:literal>${escapeXml(value)}</d:literal></d:${operator}>`;
}

/** Takes the meaning of a wildcard from `%` and `_`. */
function literal(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}
