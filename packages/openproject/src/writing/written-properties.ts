import { durationMs } from "../hal/duration.js";

/** One property that a body writes. */
export interface WrittenProperty {
  /** As the API calls it. */
  readonly name: string;
  readonly value: unknown;
  readonly isLink: boolean;
}

/** Lists what a body writes, with the links taken one by one. */
export function propertiesOf(body: object): WrittenProperty[] {
  const listed = (values: unknown, isLink: boolean): WrittenProperty[] =>
    Object.entries(Object(values)).map(([name, value]) => ({ name, value, isLink }));
  const { _links, _meta, ...plain }: { _links?: unknown; _meta?: unknown } = { ...body };
  return [...listed(plain, false), ...listed(_links, true)].filter(({ value }) => value !== undefined);
}

/** Whether a resource has what is written. */
export function isWritten(property: WrittenProperty, resource: object): boolean {
  return isSame(property.value, valueIn(resource, property));
}

/** Whether somebody changed a property from one version to another. */
export function isChanged(property: WrittenProperty, from: object, to: object): boolean {
  return !isSame(valueIn(from, property), valueIn(to, property));
}

/** What cannot be read is the same as nothing: who overwrites it may overwrite what others wrote. */
const UNREADABLE = Symbol("unreadable");

function valueIn(resource: object, { name, value, isLink }: WrittenProperty): unknown {
  if (!isLink) return at(resource, name);
  const link = at(resource, "_links", name);
  if (!Array.isArray(value) || Array.isArray(link)) return link;
  // Files are written as a list of links, and read as one link that never changes, to a collection that is embedded.
  const elements = at(resource, "_embedded", name, "_embedded", "elements");
  return Array.isArray(elements) ? elements.map((element) => at(element, "_links", "self")) : UNREADABLE;
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => Object(part)[name], value);
}

function isSame(a: unknown, b: unknown): boolean {
  return a !== UNREADABLE && b !== UNREADABLE && comparable(a) === comparable(b);
}

/** Puts a value as it is written and as it is read in the same terms. */
function comparable(value: unknown): string {
  if (Array.isArray(value)) return value.map(comparable).sort().join(" ");
  if (typeof value === "object" && value !== null) {
    // Titles, rendered texts and the folder of the server are not written.
    if ("href" in value) return comparableHref(String(value.href));
    if ("raw" in value) return String(value.raw ?? "");
  }
  if (typeof value === "string" && /^P\w*\d/.test(value)) return durationIn(value);
  return JSON.stringify(value ?? null);
}

/** Kinds that share their ids: one is written as any of them, and read as what it is. */
const INTERCHANGEABLE = [
  /(?<=^\/api\/v3\/)(users|groups|placeholder_users|principals)(?=\/\d+$)/,
  /(?<=^\/api\/v3\/)(projects|portfolios|programs|workspaces)(?=\/\d+$)/,
];

function comparableHref(href: string): string {
  const path = href.replace(/^.*(?=\/api\/v3\/)/, "");
  return INTERCHANGEABLE.reduce((known, kinds, index) => known.replace(kinds, `kind ${index}`), path);
}

/** `PT90M` is read back as `PT1H30M`. */
function durationIn(text: string): string {
  try {
    return `${durationMs(text)} ms`;
  } catch {
    return text;
  }
}
