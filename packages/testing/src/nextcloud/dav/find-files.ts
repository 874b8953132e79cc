import { bodyText } from "../../incoming.js";
import { reply } from "../../replies.js";
import { Home, type Located } from "../home.js";
import type { AreaCall } from "./area.js";
import type { DavCall } from "./call.js";
import { badRequest, DavError, notFound, notImplemented, preconditionFailed } from "./errors.js";
import { multistatus, short } from "./multistatus.js";
import { writeResponse } from "./propfind.js";
import { parseXml, type XmlElement } from "./xml.js";

type Entry = readonly [names: readonly string[], located: Located];

const OFFSET_NAMESPACE = "https://github.com/icewind1991/SearchDAV/ns";

/** Answer SEARCH, which only the root of WebDAV knows. */
export function search(call: AreaCall): Response {
  const { state, user, incoming, prefix } = call;
  if (!/^(text|application)\/xml/.test(incoming.headers.get("content-type") ?? "")) {
    throw notImplemented("There was no plugin in the system that was willing to handle this SEARCH method.");
  }
  const basic = child(parseXml(bodyText(incoming)), "basicsearch");
  const condition = child(basic, "where")?.children[0];
  if (condition === undefined) throw new DavError(500, "TypeError", "A type error occurred.");
  const unsearchable = unsearchableIn(condition);
  if (unsearchable) return reply(400, "text/plain", "requested search property is not searchable");
  checkTranslatable(condition);
  // The scope is not decoded.
  const [, area, uid, ...names] = (child(child(child(basic, "from"), "scope"), "href")?.text ?? "").split(
    "/",
  );
  if (area !== "files" || uid !== user.id) throw new DavError(500, "InvalidArgumentException", "");
  const home = new Home(state, user.id);
  const root = home.locate(names);
  if (root === undefined) throw notFound("");
  const found = [...below(home, root, names)].filter(([, located]) => holds(condition, located, call));
  const orders = child(basic, "orderby")?.children ?? [];
  found.sort((a, b) => compareBy(orders, a[1], b[1], call));
  const limit = child(basic, "limit");
  // In another namespace it is ignored without a word.
  const first = limit?.children.find(
    ({ namespace, name }) => namespace === OFFSET_NAMESPACE && name === "firstresult",
  );
  const offset = Number(first?.text ?? 0);
  const count = Number(child(limit, "nresults")?.text ?? 0) || 100;
  const asked = child(child(basic, "select"), "prop")?.children;
  const homeHref = `${prefix}/remote.php/dav/files/${user.id}`;
  const page = found.slice(offset, offset + count);
  return multistatus(
    page.map(([path, located]) => writeResponse({ state, user, homeHref }, path, located, asked)),
  );
}

/** Answer REPORT: favourites and tagged files, without the folder that was asked. */
export function filterFiles({ state, user, home, incoming, homeHref }: DavCall): Response {
  const root = parseXml(bodyText(incoming));
  const rules = child(root, "filter-rules")?.children ?? [];
  if (root?.name !== "filter-files" || rules.length === 0)
    throw badRequest("Missing filter-rule block in request");
  for (const { name, text } of rules) {
    if (name === "systemtag" && !state.tags.has(Number(text))) {
      throw preconditionFailed("Cannot filter by non-existing tag");
    }
  }
  const matches = ([, { node }]: Entry): boolean =>
    rules.every(({ name, text }) => {
      if (name === "favorite") return state.isFavorite(user.id, node.id);
      return state.tagsOf(node.id).some(({ id }) => id === Number(text));
    });
  const found = [...below(home, home.root(), [])].filter(matches);
  const asked = child(root, "prop")?.children;
  return multistatus(
    found.map(([names, located]) => writeResponse({ state, user, homeHref }, names, located, asked)),
  );
}

function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((part) => part.name === name);
}

function* below(home: Home, folder: Located, names: readonly string[]): Generator<Entry> {
  for (const located of home.children(folder)) {
    const path = [...names, located.name];
    yield [path, located];
    yield* below(home, located, path);
  }
}

type Value = string | number | boolean;

/** What can be searched for, and how a file has it. */
const SEARCHABLE: Record<string, (located: Located, call: AreaCall) => Value> = {
  "d:displayname": ({ name }) => name,
  "d:getcontenttype": ({ node }) => (node.kind === "file" ? node.contentType : "httpd/unix-directory"),
  "d:getlastmodified": ({ node }) => node.mtime,
  "oc:size": ({ node }) => (node.kind === "file" ? node.content.byteLength : 0),
  "oc:favorite": ({ node }, { state, user }) => state.isFavorite(user.id, node.id),
  "oc:fileid": ({ node }) => node.id,
  "oc:owner-id": ({ node }) => node.owner,
};

function propertyOf(condition: XmlElement): string {
  const property = child(condition, "prop")?.children[0];
  return property ? short(property) : "";
}

function unsearchableIn(condition: XmlElement): boolean {
  if (condition.name === "is-collection") return false;
  if (GROUPS.includes(condition.name)) return condition.children.some(unsearchableIn);
  return SEARCHABLE[propertyOf(condition)] === undefined;
}

/** Refuse what the server cannot put in terms of its database. @throws DavError 500 */
function checkTranslatable(condition: XmlElement): void {
  const { name, children } = condition;
  if (name === "not" && children.some((part) => GROUPS.includes(part.name))) {
    throw new DavError(500, "InvalidArgumentException", 'Binary operators inside "not" is not supported');
  }
  if (GROUPS.includes(name)) for (const part of children) checkTranslatable(part);
  const literal = child(condition, "literal")?.text ?? "";
  if (name === "like" && propertyOf(condition) === "d:getcontenttype" && !/.\/%|^[^%]*$/.test(literal)) {
    const text = `Unsupported query value for mimetype: ${literal}, only values in the format "mime/type" or "mime/%" are supported`;
    throw new DavError(500, "InvalidArgumentException", text);
  }
}

const GROUPS = ["and", "or", "not"];

function holds(condition: XmlElement, located: Located, call: AreaCall): boolean {
  const { name, children } = condition;
  if (name === "and") return children.every((part) => holds(part, located, call));
  if (name === "or") return children.some((part) => holds(part, located, call));
  if (name === "not") return children.every((part) => fails(part, located, call));
  if (name === "is-collection") return located.node.kind === "folder";
  const value = SEARCHABLE[propertyOf(condition)]?.(located, call) ?? "";
  return compares(name, value, child(condition, "literal")?.text ?? "");
}

/** What has no mark of a favourite has nothing to compare: neither the comparison holds, nor its opposite. */
function fails(condition: XmlElement, located: Located, call: AreaCall): boolean {
  return propertyOf(condition) !== "oc:favorite" && !holds(condition, located, call);
}

function compares(operator: string, value: Value, literal: string): boolean {
  if (operator === "like") return likePattern(literal).test(String(value));
  // Favourites are found whatever is asked for.
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return operator === "eq" && value === literal;
  const number = /^\d+$/.test(literal) ? Number(literal) : Date.parse(literal) / 1000;
  if (operator === "gt") return value > number;
  if (operator === "gte") return value >= number;
  if (operator === "lt") return value < number;
  if (operator === "lte") return value <= number;
  return value === number;
}

/** SQL's pattern: a backslash takes the meaning from `%` and `_`. */
function likePattern(literal: string): RegExp {
  const parts = literal.match(/\\.|[^\\]/gsu) ?? [];
  const source = parts.map((part) => {
    if (part === "%") return ".*";
    if (part === "_") return ".";
    const character = part.length === 2 && part.startsWith("\\") ? part.slice(1) : part;
    return character.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${source.join("")}$`, "isu");
}

function compareBy(orders: readonly XmlElement[], a: Located, b: Located, call: AreaCall): number {
  for (const order of orders) {
    const read = (located: Located): Value => SEARCHABLE[propertyOf(order)]?.(located, call) ?? "";
    const [left, right] = [sortable(read(a)), sortable(read(b))];
    if (left === right) continue;
    const sign = left < right ? -1 : 1;
    return child(order, "descending") ? -sign : sign;
  }
  return 0;
}

function sortable(value: Value): Value {
  return typeof value === "string" ? value.toLowerCase() : value;
}
