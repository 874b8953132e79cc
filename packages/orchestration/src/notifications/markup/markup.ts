/** A piece of a message, as JSON that survives any queue. */
export type Part =
  /** Markdown of the template's author. */
  | { readonly kind: "markdown"; readonly text: string }
  /** Data: shown as it is, on one line. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly url: string }
  /** ISO 8601. */
  | { readonly kind: "time"; readonly at: string }
  | { readonly kind: "quote"; readonly text: string }
  | { readonly kind: "code"; readonly text: string; readonly language: string }
  | { readonly kind: "list"; readonly items: readonly (readonly Part[])[] }
  | Mention;

/** A piece that names somebody or something, and is looked up when the message is sent. */
export type Mention = {
  readonly kind: "user" | "silentUser" | "group" | "silentGroup" | "channel";
  readonly name: string;
};

/** What may stand in a {@link md} template. All but markup is data, and shown as it is. */
export type MarkupValue = string | number | bigint | boolean | Date | null | undefined | Markup;

/** The wording of a message, before it is known where it is shown. Made by {@link md}. */
export class Markup {
  constructor(readonly parts: readonly Part[]) {}
}

/**
 * Words a message in Zulip's Markdown. Values are data: they are shown as they are, on one line, whatever marks, mentions
 * or fences they hold. What {@link md} or its helpers made stays what it is. `null` and `undefined` are nothing.
 *
 * @example md`${md.user(assignee)}, **${author}** created ${md.link(subject, url)}.\n${md.quote(description)}`
 */
export const md = Object.assign(words, {
  /** Links to an address; one that is not of the web or of mail is shown as text. */
  link: (text: string, url: string) => new Markup([{ kind: "link", text, url }]),
  /** Shows a moment in each reader's own time. @param at ISO 8601, or a date. */
  time: (at: Date | string) => new Markup([{ kind: "time", at: new Date(at).toISOString() }]),
  /** Quotes data of several lines. */
  quote: (text: string) => new Markup([{ kind: "quote", text }]),
  /** Shows a block of code. @param language Such as `python`, for colours. */
  code: (text: string, language = "") => new Markup([{ kind: "code", text, language }]),
  /** Lists items, one a line. */
  list: (items: readonly MarkupValue[]) =>
    new Markup([{ kind: "list", items: items.map((item) => partsOf(item)) }]),
  /** Mentions a user and notifies them. @param name An e-mail address or a login. */
  user: (name: string) => new Markup([{ kind: "user", name }]),
  /** Names a user without a notification. @param name An e-mail address or a login. */
  silentUser: (name: string) => new Markup([{ kind: "silentUser", name }]),
  /** Mentions a group of Zulip's and notifies its members. */
  group: (name: string) => new Markup([{ kind: "group", name }]),
  /** Names a group of Zulip's without a notification. */
  silentGroup: (name: string) => new Markup([{ kind: "silentGroup", name }]),
  /** Links to a channel. */
  channel: (name: string) => new Markup([{ kind: "channel", name }]),
});

function words(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  const parts: Part[] = [];
  strings.forEach((text, index) => {
    if (text !== "") parts.push({ kind: "markdown", text });
    if (index < values.length) parts.push(...partsOf(values[index]));
  });
  return new Markup(parts);
}

function partsOf(value: MarkupValue): readonly Part[] {
  if (value instanceof Markup) return value.parts;
  if (value instanceof Date) return md.time(value).parts;
  return value === null || value === undefined ? [] : [{ kind: "text", text: String(value) }];
}
