import { InvalidInputError } from "@platformq/resilience";

/** A value JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: unknown };

/** A value that is sent as JSON even if it is a string. */
class Quoted {
  constructor(readonly value: JsonValue) {}
}

/**
 * Has a string sent as JSON, in quotes, for the few parameters the server reads that way: a channel in `to`, whose name
 * could otherwise be taken for a number, and settings that are a number or a word.
 */
export function quoted<T extends JsonValue | undefined>(value: T): JsonValue | Quoted | undefined {
  return typeof value === "string" ? new Quoted(value) : value;
}

/**
 * Encodes parameters as Zulip reads them, from a query and from a form alike: a string as it is, everything else as
 * JSON. `undefined` is left out; `null` is a value.
 *
 * @throws InvalidInputError for a parameter named `method`, by which the server would change the request's verb.
 * @see https://zulip.com/api/rest#request-format
 */
export function encodeParams(params: object): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    if (name === "method") throw new InvalidInputError("A Zulip parameter cannot be named method");
    fields[name] = encodeValue(value);
  }
  return fields;
}

function encodeValue(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.stringify(value instanceof Quoted ? value.value : value);
}
