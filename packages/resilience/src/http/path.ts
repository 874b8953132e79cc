import { InvalidInputError } from "../errors/local-errors.js";

const MASK = "***";

/** A value that keeps its slashes inside a path: a file's path, an upload's. */
export class Segments {
  constructor(readonly value: string) {}
}

/** A value that goes over the wire and never into a message: a share token, a temporary URL's key. */
export class Secret {
  constructor(readonly value: string) {}
}

/** What goes into a path: a {@link Path} as it is, the others encoded. */
export type PathValue = string | number | Segments | Secret | Path;

const NONE: readonly string[] = [];

/** A path as the wire needs it, as messages may show it, and as metrics name it. */
export class Path {
  constructor(
    readonly wire: string,
    readonly safe: string,
    /** The path with `{}` for each value: one name for all calls of one endpoint. */
    readonly template: string,
    /** The values that no message may repeat. */
    readonly secrets: readonly string[] = NONE,
  ) {}

  /** The same path below a prefix that ends in a slash, such as `api/v1/`. */
  below(prefix: string): Path {
    return new Path(prefix + this.wire, prefix + this.safe, prefix + this.template, this.secrets);
  }
}

const operations = new Map<string, Map<string, string>>();

/** Names an operation `METHOD template`. There are as many names as endpoints; each is made once. */
export function operationName(method: string, template: string): string {
  let names = operations.get(template);
  if (names === undefined) {
    names = new Map();
    operations.set(template, names);
  }
  let name = names.get(method);
  if (name === undefined) {
    name = `${method} ${template}`;
    names.set(method, name);
  }
  return name;
}

const templates = new WeakMap<TemplateStringsArray, string>();

/**
 * Builds a path of which each value is percent-encoded as one segment.
 *
 * @example path`users/${email}/groups`
 * @throws InvalidInputError for an empty value, `.`, `..` and text that is no valid Unicode, pointing at it.
 */
export function path(strings: TemplateStringsArray, ...values: PathValue[]): Path {
  let template = templates.get(strings);
  if (template === undefined) {
    template = strings.join("{}");
    templates.set(strings, template);
  }
  if (values.length === 0) return new Path(template, template, template);
  let wire = strings[0] ?? "";
  let safe = wire;
  let secrets = NONE;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? "";
    const encoded = encodeValue(value, template, i);
    const literal = strings[i + 1] ?? "";
    wire += encoded + literal;
    safe += shown(value, encoded) + literal;
    if (value instanceof Secret) secrets = [...secrets, value.value];
    else if (value instanceof Path) secrets = [...secrets, ...value.secrets];
  }
  return new Path(wire, safe, template, secrets);
}

/**
 * Lets a value keep its slashes: each segment of it is encoded by itself.
 *
 * @example path`files/${userId}/${segments("Projects/Übersicht #1.md")}`
 */
export function segments(value: string): Segments {
  return new Segments(value);
}

/** Keeps a value out of messages, logs and spans. */
export function secret(value: string): Secret {
  return new Secret(value);
}

/** What messages may show of a value. */
function shown(value: PathValue, encoded: string): string {
  if (value instanceof Secret) return MASK;
  return value instanceof Path ? value.safe : encoded;
}

function encodeValue(value: PathValue, template: string, index: number): string {
  if (typeof value === "number") {
    if (Number.isFinite(value)) return String(value);
    throw refusal(template, index, String(value), "is no number a path can hold");
  }
  if (value instanceof Path) return value.wire;
  if (value instanceof Secret) return encodeSegment(value.value, template, index, MASK);
  if (value instanceof Segments) {
    return encodeSegments(value.value, template, index);
  }
  // Without TypeScript it may be anything, and would read "[object Object]".
  if (typeof value !== "string") throw refusal(template, index, typeof value, "is neither text nor a number");
  return encodeSegment(value, template, index, value);
}

function encodeSegments(text: string, template: string, index: number): string {
  if (text === "") return text;
  if (!text.includes("/")) return encodeSegment(text, template, index, text);
  const parts = text.split("/").filter((part) => part !== "");
  return parts.map((part) => encodeSegment(part, template, index, part)).join("/");
}

function encodeSegment(text: string, template: string, index: number, shown: string): string {
  if (text === "") throw refusal(template, index, shown, "is empty");
  if (text === "." || text === "..") throw refusal(template, index, shown, "would name another path");
  if (text.includes("\0"))
    throw refusal(template, index, shown.replaceAll("\0", "\\0"), "holds a NUL character");
  try {
    return encodeURIComponent(text);
  } catch {
    throw refusal(template, index, "(text)", "is no valid Unicode");
  }
}

/** Shows the pattern with the bad value in its place, underlined. */
function refusal(template: string, index: number, shown: string, why: string): InvalidInputError {
  const pieces = template.split("{}");
  const before = pieces.slice(0, index + 1).join("{}");
  const after = pieces.slice(index + 1).join("{}");
  const value = `'${shown}'`;
  return new InvalidInputError(
    `Path value ${value} ${why}:\n  ${before}${value}${after}\n  ${" ".repeat(before.length)}${"^".repeat(value.length)}`,
  );
}
