import { InvalidInputError } from "@platformq/resilience";

/** What a narrow can go by; servers know more with every release. */
export type NarrowOperator =
  | "channel"
  | "channels"
  | "stream"
  | "streams"
  | "topic"
  | "dm"
  | "dm-including"
  | "sender"
  | "near"
  | "id"
  | "with"
  | "has"
  | "is"
  | "in"
  | "search"
  | (string & {});

/** One condition of a search. @see https://zulip.com/api/construct-narrow */
export interface NarrowTerm {
  operator: NarrowOperator;
  operand: string | number | readonly number[];
  negated?: boolean | undefined;
}

/** The conditions of a search, written out or built with {@link narrow}. */
export type NarrowTerms = Narrow | readonly NarrowTerm[];

/** What `has` finds; `reaction` needs Zulip 9. */
export type HasOperand = "attachment" | "image" | "link" | "reaction";

/** What `is` finds; `muted` needs Zulip 10. */
export type IsOperand =
  | "alerted"
  | "dm"
  | "followed"
  | "mentioned"
  | "muted"
  | "resolved"
  | "starred"
  | "unread";

/** Conditions that all have to hold. Each method gives a new narrow and leaves its own as it is. */
export class Narrow {
  constructor(readonly terms: readonly NarrowTerm[] = []) {}

  /** Negates the next condition: `narrow.not.is("muted")`. */
  get not(): Narrow {
    return new NegatingNarrow(this.terms);
  }

  /** In a channel, by id or name. */
  channel(channel: number | string): Narrow {
    return this.term("channel", nonEmpty("channel", channel));
  }

  /** In all public channels, or in those anybody on the web can read. */
  channels(which: "public" | "web-public"): Narrow {
    return this.term("channels", which);
  }

  topic(topic: string): Narrow {
    return this.term("topic", topic);
  }

  /** By a user: an id, or the e-mail address the API knows the user by. */
  sender(user: number | string): Narrow {
    return this.term("sender", nonEmpty("sender", user));
  }

  /** In the direct conversation of exactly these users and the account itself: ids, or one e-mail address. */
  dm(users: readonly number[] | string): Narrow {
    return this.term("dm", nonEmpty("dm", users));
  }

  /** In direct conversations that this user is part of. */
  dmIncluding(user: number | string): Narrow {
    return this.term("dm-including", nonEmpty("dm-including", user));
  }

  has(what: HasOperand): Narrow {
    return this.term("has", what);
  }

  is(what: IsOperand): Narrow {
    return this.term("is", what);
  }

  /** `home` leaves out what is muted. */
  in(where: "all" | "home"): Narrow {
    return this.term("in", where);
  }

  id(messageId: number): Narrow {
    return this.term("id", messageId);
  }

  /** The conversation a message is in by now; since Zulip 9. */
  with(messageId: number): Narrow {
    return this.term("with", messageId);
  }

  near(messageId: number): Narrow {
    // The one id that has to be text.
    return this.term("near", String(messageId));
  }

  /** With these words. */
  search(words: string): Narrow {
    return this.term("search", nonEmpty("search", words));
  }

  /** By an operator this builder does not know. */
  term(operator: NarrowOperator, operand: NarrowTerm["operand"]): Narrow {
    return new Narrow([...this.terms, { operator, operand }]);
  }

  toJSON(): readonly NarrowTerm[] {
    return this.terms;
  }
}

class NegatingNarrow extends Narrow {
  override get not(): Narrow {
    return new Narrow(this.terms);
  }

  override term(operator: NarrowOperator, operand: NarrowTerm["operand"]): Narrow {
    return new Narrow([...this.terms, { operator, operand, negated: true }]);
  }
}

/**
 * The beginning of a narrow.
 *
 * @example narrow.channel("design").topic("logo").sender(7).has("image").not.is("muted")
 * @see https://zulip.com/api/construct-narrow
 */
export const narrow: Narrow = new Narrow();

/** Operators by the names every server knows; the new ones came with feature level 250. */
const WIRE_NAMES: Readonly<Record<string, string>> = { channel: "stream", channels: "streams" };

/** Puts conditions in the names every server knows. */
export function wireNarrow(terms: NarrowTerms | undefined): readonly NarrowTerm[] | undefined {
  const list = terms instanceof Narrow ? terms.terms : terms;
  return list?.map((term) => ({ ...term, operator: WIRE_NAMES[term.operator] ?? term.operator }));
}

const OPERATORS_OF_EVENTS = new Set(["stream", "topic", "sender", "is"]);
/** What `is` finds among events; other words the server takes and does not look at. */
const IS_OF_EVENTS = new Set(["alerted", "dm", "mentioned", "private", "resolved", "starred", "unread"]);

/**
 * Puts conditions in the form of a registration, which takes fewer of them: pairs of text.
 *
 * @throws InvalidInputError for a condition events cannot be filtered by. The server would refuse some, pass over others
 *   (`is:followed`), and to yet others (ids, `me`) compare names and addresses and never find any.
 */
export function registerNarrow(terms: NarrowTerms | undefined): [string, string][] | undefined {
  return wireNarrow(terms)?.map(({ operator, operand, negated }) => {
    const isKnown = !negated && OPERATORS_OF_EVENTS.has(operator);
    if (isKnown && typeof operand === "string" && findsEvents(operator, operand)) return [operator, operand];
    const term = `${negated ? "not " : ""}${operator}:${operand}`;
    const text = `Events cannot be narrowed by ${term}; only by a channel's name, a topic, a sender's address and is`;
    throw new InvalidInputError(text, { service: "zulip" });
  });
}

function findsEvents(operator: string, operand: string): boolean {
  if (operator === "is") return IS_OF_EVENTS.has(operand);
  return operator !== "sender" || operand !== "me";
}

function nonEmpty<T extends NarrowTerm["operand"]>(operator: string, operand: T): T {
  if (typeof operand === "number" || operand.length > 0) return operand;
  throw new InvalidInputError(`A narrow by ${operator} needs an operand`, { service: "zulip" });
}
