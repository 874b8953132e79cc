import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A text with markup. */
export const Formattable = openObject({
  /** Markdown. */
  raw: z.string().nullish(),
  /** As the server renders it. */
  html: z.string().optional(),
  format: z.string().optional(),
});

export type Formattable = z.output<typeof Formattable>;

/** Markdown to write, bare or as it is read. */
export type FormattableInput = string | { readonly raw?: string | null | undefined };

/** Encodes a text with markup: sent as a bare string, it would be emptied without an error. `null` clears. */
export function toFormattable(text: FormattableInput | null | undefined): { raw: string } | undefined {
  if (text === undefined) return undefined;
  if (text === null) return { raw: "" };
  return { raw: typeof text === "string" ? text : (text.raw ?? "") };
}
