import { block, mention } from "@platformq/zulip";
import { escapeLines, escapeMarkdown } from "./escape-markdown.js";
import type { Mention, Part } from "./markup.js";

/** Words a mention in Zulip's Markdown; `undefined` when there is no such user, group or channel. */
export type MentionWords = (part: Mention) => string | undefined;

/** Renders a message in Zulip's Markdown. Who is not there to be mentioned is named. */
export function renderMarkdown(parts: readonly Part[], wordsOf: MentionWords): string {
  let markdown = "";
  for (const part of parts) markdown += render(part, markdown, wordsOf);
  return markdown.trim();
}

function render(part: Part, before: string, wordsOf: MentionWords): string {
  switch (part.kind) {
    case "markdown":
      return part.text;
    case "text":
      return escapeMarkdown(part.text, before);
    case "link":
      return link(part.text, part.url, before);
    case "time":
      return mention.time(new Date(part.at));
    case "quote":
      return onItsOwn(block.quote(escapeLines(part.text)), before);
    case "code":
      return onItsOwn(block.code(part.text, part.language), before);
    case "list":
      return onItsOwn(list(part.items.map((item) => renderMarkdown(item, wordsOf))), before);
    default:
      return wordsOf(part) ?? escapeMarkdown(part.name, before);
  }
}

/** Puts a block on lines of its own. */
function onItsOwn(text: string, before: string): string {
  return `${before === "" || before.endsWith("\n") ? "" : "\n"}${text}\n`;
}

/** Bullets; an item of several lines stands for itself, since fences inside of bullets are not read as such. */
function list(items: readonly string[]): string {
  return items.map((item) => (item.includes("\n") ? `\n${item}\n` : `* ${item}`)).join("\n");
}

function link(text: string, url: string, before: string): string {
  if (!/^(https?|mailto):/i.test(url)) return escapeMarkdown(`${text} (${url})`, before);
  const safe = url.replace(/[\s()<>[\]*`\\$~]/g, percentEncoded);
  return `[${escapeMarkdown(text, "[")}](${safe})`;
}

/** `encodeURIComponent` leaves some of the marks that Markdown reads. */
function percentEncoded(character: string): string {
  const encoded = encodeURIComponent(character);
  return encoded === character ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : encoded;
}
