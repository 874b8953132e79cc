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

/**
 * Joins texts of which there are as many as endpoints, each pair once. A text that is made anew would be hashed anew
 * wherever it is a key.
 */
class Joins {
  readonly #known = new Map<string, Map<string, string>>();

  constructor(private readonly between: string) {}

  join(first: string, second: string): string {
    return this.#known.get(second)?.get(first) ?? this.#add(first, second);
  }

  #add(first: string, second: string): string {
    const joined = first + this.between + second;
    const known = this.#known.get(second) ?? new Map<string, string>();
    this.#known.set(second, known.set(first, joined));
    return joined;
  }
}

const operations = new Joins(" ");
const templatesBelow = new Joins("");

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
    const template = templatesBelow.join(prefix, this.template);
    return new Path(prefix + this.wire, prefix + this.safe, template, this.secrets);
  }
}

/** Names an operation `METHOD template`. */
export function operationName(method: string, template: string): string {
  return operations.join(method, template);
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
    else if (value instanceof Path && value.secrets !== NONE) secrets = [...secrets, ...value.secrets];
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

/** Text that is neither empty nor dots, and is encoded as it is; most is, and everything below takes longer. */
const PLAIN = /^[\w-][\w.-]*$/;

function encodeSegment(text: string, template: string, index: number, shown: string): string {
  if (PLAIN.test(text)) return text;
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
