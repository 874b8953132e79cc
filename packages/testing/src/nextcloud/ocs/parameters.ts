import { bodyText, type Incoming, mediaType } from "../../incoming.js";
import { internalServerError } from "./envelope.js";

/** The parameters of an OCS request: those of the query, replaced by those of a form or JSON body. */
export class Parameters {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(incoming: Incoming) {
    this.#values = new Map([...fromPairs(incoming.query), ...fromBody(incoming)]);
  }

  /** Whether a parameter was sent; `null` counts as left out. */
  has(name: string): boolean {
    return (this.#values.get(name) ?? null) !== null;
  }

  /**
   * A text.
   *
   * @throws OcsError 996 for JSON of another type: PHP's type error, which makes JSON booleans fail where the
   *   documentation shows them
   */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") throw internalServerError();
    return value;
  }

  /** @throws OcsError 996 if it is missing: a PHP type error again, not a 400 */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw internalServerError();
    return value;
  }

  /** A number; text that is none counts as 0, as in PHP. */
  integer(name: string): number | undefined {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return undefined;
    const number = Number.parseInt(String(value), 10);
    return Number.isNaN(number) ? 0 : number;
  }

  flag(name: string): boolean {
    const value = this.#values.get(name);
    return value === true || value === "true" || value === "1";
  }

  /** A value as it came: from JSON of any type, from a form as text, a list or a map of texts. */
  value(name: string): unknown {
    return this.#values.get(name);
  }

  /** A map of texts; empty for anything else, as for PHP's empty list. */
  map(name: string): Record<string, string> {
    const value = this.#values.get(name);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, String(part)]));
  }

  texts(name: string): string[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value.map(String) : [];
  }
}

function fromBody(incoming: Incoming): Map<string, unknown> {
  const type = mediaType(incoming.headers);
  if (type === "application/x-www-form-urlencoded") return fromPairs(new URLSearchParams(bodyText(incoming)));
  if (type !== "application/json") return new Map();
  try {
    const value: unknown = JSON.parse(bodyText(incoming));
    return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
  } catch {
    // Invalid JSON is no error: there are just no parameters.
    return new Map();
  }
}

/** PHP's reading of pairs: `name[]` and `name[2]` make lists, `name[key]` maps, of a repeated plain name the last one stays. */
function fromPairs(pairs: URLSearchParams): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [key, value] of pairs) {
    const [, name = key, inner] = /^([^[]+)\[([^\]]*)\]$/.exec(key) ?? [];
    if (inner === undefined) values.set(key, value);
    else if (/^\d*$/.test(inner)) values.set(name, [...asList(values.get(name)), value]);
    else values.set(name, { ...asMap(values.get(name)), [inner]: value });
  }
  return values;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asMap(value: unknown): object {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
