/**
 * What means something to Zulip anywhere in a line: code, bold text and mentions (`*`), links, times, deleted text,
 * formulas, and what would be read as a character reference.
 */
const MARKS = /[\\`*<[\]]|&(?=#?\w+;)|~(?=~)|(?<=~)~|\$(?=\$)|(?<=\$)\$/g;
/** What means something at the beginning of a line only: headings, quotes, lists, rules, tables, `/poll` and `/me`. */
const OPENING = /^[#>+\-=|/]|(?<=^\d+)[.)]/;
/** A line of which there is nothing but marks of quotes and lists is still at its beginning. */
const BEGINNING = /^[\s>*+-]*$/;

/**
 * Writes data so that Zulip shows it as it is, on one line: it can neither mention anybody nor begin or end a block. Marks
 * become character references, as Zulip's own client writes them; addresses of web pages stay links.
 *
 * @param before what stands before it in the message.
 */
export function escapeMarkdown(text: string, before = ""): string {
  const escaped = text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " ").replace(MARKS, reference);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return BEGINNING.test(line) ? escaped.replace(OPENING, reference) : escaped;
}

/** Writes data of several lines so that Zulip shows it as it is. */
export function escapeLines(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => escapeMarkdown(line))
    .join("\n");
}

function reference(mark: string): string {
  return `&#${mark.charCodeAt(0)};`;
}
