import type { Part } from "./markup.js";

/** Renders a message as plain text, for where there is no Markdown. */
export function renderPlain(parts: readonly Part[]): string {
  return parts.map(plain).join("").trim();
}

function plain(part: Part): string {
  switch (part.kind) {
    case "markdown":
      return part.text.replaceAll("**", "");
    case "text":
      return part.text;
    case "link":
      return `${part.text} (${part.url})`;
    case "time":
      return part.at;
    case "quote":
    case "code":
      return `\n${part.text}\n`;
    case "list":
      return part.items.map((item) => `\n- ${renderPlain(item)}`).join("");
    default:
      return part.kind === "channel" ? `#${part.name}` : part.name;
  }
}
