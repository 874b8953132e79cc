import type { JsonValue } from "@platformq/queue";
import { InvalidInputError } from "@platformq/resilience";
import { z } from "zod";
import type { Markup } from "./markup/markup.js";

/** How the messages of a template are worded. */
export interface Wording<Data> {
  /** Words the message. */
  text(data: Data): Markup;
  /** Words it for a digest, on one line. @default as `text` does */
  digest?(data: Data): Markup;
}

/** A kind of message: the data it takes, checked, and its wording. Made by {@link template}. */
export interface Template<Input> {
  /** Checks data and turns it into JSON. @throws InvalidInputError naming the fields */
  encode(data: Input): JsonValue;
  /** Words a message of what {@link encode} returned. @throws InvalidInputError when it is no longer of that shape */
  word(stored: JsonValue): { readonly text: Markup; readonly digest: Markup };
}

/** Templates by name. */
export type Templates = Readonly<Record<string, Template<unknown>>>;

/** The data a template takes. */
export type DataOf<T> = T extends Template<infer Input> ? Input : never;

/**
 * Makes a template.
 *
 * The schema reads JSON: what is no JSON, such as a date, is sent as it is serialised and read with `z.coerce.date()`.
 *
 * @example
 * const created = template(z.object({ subject: z.string(), url: z.url() }), {
 *   text: ({ subject, url }) => md`Created: ${md.link(subject, url)}`,
 * });
 */
export function template<Schema extends z.ZodType>(
  schema: Schema,
  wording: Wording<z.output<Schema>>,
): Template<z.input<Schema>> {
  const read = (data: unknown): z.output<Schema> => {
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw new InvalidInputError(z.prettifyError(parsed.error));
    return parsed.data;
  };
  return {
    encode(data) {
      const text: string | undefined = JSON.stringify(data);
      const stored: JsonValue = text === undefined ? null : JSON.parse(text);
      read(stored);
      return stored;
    },
    word(stored) {
      const data = read(stored);
      const text = wording.text(data);
      return { text, digest: wording.digest?.(data) ?? text };
    },
  };
}
