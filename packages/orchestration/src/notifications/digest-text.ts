import { escapeMarkdown } from "./markup/escape-markdown.js";
import { type Markup, md, type Part } from "./markup/markup.js";
import { renderMarkdown } from "./markup/render-markdown.js";

/** Zulip takes 10,000 characters; a name that is mentioned may be longer than the address it is mentioned by. */
const MAX_CHARACTERS = 8000;

/** Words what a digest begins with. */
export type DigestHeading = (topic: string, count: number) => Markup;

/** Words it in English. */
export const englishHeading: DigestHeading = (topic, count) =>
  md`**${topic}**: ${count} ${count === 1 ? "update" : "updates"}`;

/** Puts messages together into a digest, or into several when they are too long for one message. */
export function digestTexts(
  topic: string,
  items: readonly (readonly Part[])[],
  heading: DigestHeading,
): (readonly Part[])[] {
  return chunks(items).map((chunk) => [
    ...heading(topic, items.length).parts,
    { kind: "list", items: chunk },
  ]);
}

function chunks(items: readonly (readonly Part[])[]): (readonly Part[])[][] {
  const all: (readonly Part[])[][] = [];
  let free = 0;
  for (const item of items) {
    const { length } = renderMarkdown(item, ({ name }) => escapeMarkdown(name));
    if (length > free) {
      all.push([]);
      free = MAX_CHARACTERS;
    }
    all.at(-1)?.push(item);
    free -= length;
  }
  return all;
}
