import { invalidQuery } from "./errors.js";

/** One filter a collection knows. */
export interface Filter<Item> {
  readonly operators: readonly string[];
  test(item: Item, operator: string, values: readonly string[]): boolean;
}

export type Filters<Item> = Readonly<Record<string, Filter<Item>>>;

/** By the ids, or words of a fixed list, that an item has. */
export function listFilter<Item>(read: (item: Item) => readonly (string | number | null)[]): Filter<Item> {
  return {
    operators: ["=", "!", "&=", "*", "!*"],
    test(item, operator, values) {
      const own = read(item).flatMap((value) => (value === null ? [] : String(value)));
      if (operator === "*") return own.length > 0;
      if (operator === "!*") return own.length === 0;
      if (operator === "&=") return values.every((value) => own.includes(value));
      return values.some((value) => own.includes(value)) === (operator === "=");
    },
  };
}

/** By texts, without regard to case. */
export function textFilter<Item>(read: (item: Item) => readonly string[]): Filter<Item> {
  return {
    operators: ["=", "!", "~", "!~", "**"],
    test(item, operator, values) {
      const own = read(item).map((text) => text.toLowerCase());
      const wanted = values.map((value) => value.toLowerCase());
      if (operator === "=" || operator === "!") {
        return wanted.some((value) => own.includes(value)) === (operator === "=");
      }
      // Every word has to occur, no matter in which of the texts.
      const words = (wanted[0] ?? "").split(/\s+/);
      const isContained = words.every((word) => own.some((text) => text.includes(word)));
      return operator === "!~" ? !isContained : isContained;
    },
  };
}

/** By something that is so or not: "t" or "f". */
export function flagFilter<Item>(read: (item: Item) => boolean): Filter<Item> {
  return {
    operators: ["=", "!"],
    test: (item, operator, values) => values.includes(read(item) ? "t" : "f") === (operator === "="),
  };
}

/** By a day: on it, between two, or within so many days of today. An empty side is open. */
export function dateFilter<Item>(read: (item: Item) => string | null): Filter<Item> {
  const dayMs = 24 * 3600 * 1000;
  const ago = (date: string) => Math.floor((Date.now() - Date.parse(date)) / dayMs);
  return {
    operators: ["=d", "<>d", "t", "w", "t-", "t+", "<t+", ">t+", ">t-", "<t-", "*", "!*"],
    test(item, operator, values) {
      const date = read(item)?.slice(0, 10);
      if (operator === "!*" || date === undefined) return operator === "!*" && date === undefined;
      const [first = "", second = ""] = values;
      const days = Number(first);
      if (operator === "=d") return date === first.slice(0, 10);
      if (operator === "<>d") return date >= first && (second === "" || date <= second);
      if (operator === "t") return ago(date) === 0;
      if (operator === "w") return Math.abs(ago(date)) < 7;
      if (operator === "t-") return ago(date) === days;
      if (operator === "t+") return ago(date) === -days;
      if (operator === ">t-") return ago(date) >= 0 && ago(date) <= days;
      if (operator === "<t-") return ago(date) > days;
      if (operator === "<t+") return ago(date) <= 0 && ago(date) >= -days;
      return operator === ">t+" ? ago(date) < -days : true;
    },
  };
}

/** By an id that also tells open from closed. */
export function statusFilter<Item>(read: (item: Item) => { id: number; isClosed: boolean }): Filter<Item> {
  const byId = listFilter<Item>((item) => [read(item).id]);
  return {
    operators: [...byId.operators, "o", "c"],
    test(item, operator, values) {
      if (operator === "o") return !read(item).isClosed;
      return operator === "c" ? read(item).isClosed : byId.test(item, operator, values);
    },
  };
}

/**
 * Make the test that a `filters` parameter stands for.
 *
 * @throws OpenProjectError 400 InvalidQuery
 */
export function parseFilters<Item>(text: string, filters: Filters<Item>): (item: Item) => boolean {
  const tests = readConditions(text).map(({ name, operator, values }) => {
    const filter = Object.entries(filters).find(([known]) => canonical(known) === canonical(name))?.[1];
    if (filter === undefined) throw invalidQuery(`${name} filter does not exist.`);
    if (!filter.operators.includes(operator)) {
      throw invalidQuery(`${name} filter has an invalid operator: '${operator}' is not allowed.`);
    }
    if (values.length === 0 && !VALUELESS.has(operator)) throw invalidQuery(`${name} filter can't be blank.`);
    return (item: Item) => filter.test(item, operator, values);
  });
  return (item) => tests.every((test) => test(item));
}

const VALUELESS = new Set(["*", "!*", "o", "c", "t", "w", "ow"]);

interface Condition {
  readonly name: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** A list of objects with one key each; what else an object has is not looked at. */
function readConditions(text: string): Condition[] {
  const value = parseJson(text);
  if (!Array.isArray(value)) throw invalidQuery("The filters parameter is not a list of filters.");
  return value.map((entry: unknown) => {
    const [name, condition]: [string, unknown] = Object.entries(Object(entry))[0] ?? ["", undefined];
    if (typeof condition !== "object" || condition === null || !("operator" in condition)) {
      throw invalidQuery("A filter needs a name, an operator and values.");
    }
    const values =
      "values" in condition && Array.isArray(condition.values) ? condition.values.map(String) : [];
    return { name, operator: String(condition.operator), values };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidQuery("The filters parameter is not valid JSON.");
  }
}

/** `statusId`, `status_id` and `status` are the same filter. */
function canonical(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/(?<=.)_id$/, "");
}
