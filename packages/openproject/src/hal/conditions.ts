import type { Filter, FilterOperator, FilterValue } from "./filters.js";

/** The kinds of relation that can be filtered by. */
export type RelationFilter =
  | "relates"
  | "precedes"
  | "follows"
  | "blocks"
  | "blocked"
  | "duplicates"
  | "duplicated"
  | "includes"
  | "partof"
  | "requires"
  | "required"
  | "parent"
  | "children";

/** The filters the documentation names; custom fields are `customField12`. */
export type FilterName =
  | "assignee"
  | "assigneeOrGroup"
  | "author"
  | "category"
  | "createdAt"
  | "dueDate"
  | "estimatedHours"
  | "id"
  | "parent"
  | "percentageDone"
  | "priority"
  | "project"
  | "relatable"
  | "responsible"
  | "search"
  | "startDate"
  | "status"
  | "subject"
  | "subjectOrId"
  | "type"
  | "updatedAt"
  | "version"
  | "watcher"
  | `customField${number}`
  | (string & {});

/**
 * Begins a list of conditions, all of which have to be met.
 *
 * @example where("status").open().and("assignee").is("me").and("dueDate").inLessThanDays(7)
 * @see https://www.openproject.org/docs/api/filters/
 */
export function where(name: FilterName): Condition {
  return new Condition([], name);
}

/** Conditions, as `filters` takes them. */
export class Conditions implements Iterable<Filter> {
  constructor(private readonly filters: readonly Filter[]) {}

  /** Adds a condition. */
  and(name: FilterName): Condition {
    return new Condition(this.filters, name);
  }

  [Symbol.iterator](): Iterator<Filter> {
    return this.filters[Symbol.iterator]();
  }
}

/** A condition that lacks its comparison. Methods say what they mean; the wire's operators read otherwise. */
export class Condition {
  constructor(
    private readonly before: readonly Filter[],
    private readonly name: string,
  ) {}

  /** Is one of these: ids, words, `"me"`, or a yes or no. */
  is(...values: FilterValue[]): Conditions {
    return this.#with("=", values);
  }

  /** Is none of these. */
  isNot(...values: FilterValue[]): Conditions {
    return this.#with("!", values);
  }

  /** Holds all of these, for fields with several values. */
  includesAll(...values: FilterValue[]): Conditions {
    return this.#with("&=", values);
  }

  /** Has a value. */
  isSet(): Conditions {
    return this.#with("*");
  }

  /** Has no value. */
  isNotSet(): Conditions {
    return this.#with("!*");
  }

  /** Is this number or a greater one. */
  isAtLeast(value: number): Conditions {
    return this.#with(">=", [value]);
  }

  /** Is this number or a smaller one. */
  isAtMost(value: number): Conditions {
    return this.#with("<=", [value]);
  }

  /** Has this text in it, whatever the case. */
  contains(text: string): Conditions {
    return this.#with("~", [text]);
  }

  /** Has this text nowhere in it, whatever the case. */
  doesNotContain(text: string): Conditions {
    return this.#with("!~", [text]);
  }

  /** Has these words anywhere, for `search` and `typeahead`. */
  matches(words: string): Conditions {
    return this.#with("**", [words]);
  }

  /** Is a status that is not closed. */
  open(): Conditions {
    return this.#with("o");
  }

  /** Is a status that is closed. */
  closed(): Conditions {
    return this.#with("c");
  }

  /** Is on this day, `YYYY-MM-DD`. */
  on(date: string): Conditions {
    return this.#with("=d", [date]);
  }

  /** Is between these days, both included; `undefined` leaves a side open. */
  between(from: string | undefined, to: string | undefined): Conditions {
    return this.#with("<>d", [from ?? "", to ?? ""]);
  }

  /** Is today. */
  today(): Conditions {
    return this.#with("t");
  }

  /** Is within the present week. */
  thisWeek(): Conditions {
    return this.#with("w");
  }

  /** Was exactly so many days ago. */
  daysAgo(days: number): Conditions {
    return this.#with("t-", [days]);
  }

  /** Was within the last days: `>t-`, whose sign is about the date and not about the days. */
  lessThanDaysAgo(days: number): Conditions {
    return this.#with(">t-", [days]);
  }

  /** Was before the last days: `<t-`. */
  moreThanDaysAgo(days: number): Conditions {
    return this.#with("<t-", [days]);
  }

  /** Will be in exactly so many days. */
  inDays(days: number): Conditions {
    return this.#with("t+", [days]);
  }

  /** Will be within the next days: `<t+`. */
  inLessThanDays(days: number): Conditions {
    return this.#with("<t+", [days]);
  }

  /** Will be after the next days: `>t+`. */
  inMoreThanDays(days: number): Conditions {
    return this.#with(">t+", [days]);
  }

  /** Is related in this way to one of these work packages. */
  isRelated(relation: RelationFilter, ...workPackageIds: number[]): Conditions {
    return this.#with(relation, workPackageIds);
  }

  #with(operator: FilterOperator, values: readonly FilterValue[] = []): Conditions {
    return new Conditions([...this.before, { [this.name]: { operator, values } }]);
  }
}
