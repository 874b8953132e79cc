import type { ZulipMessage, ZulipUser } from "./state.js";

/** Code shows a mention and makes none. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
/** A silent mention has an underscore after the `@`. */
const MENTION = /@\*\*([^*|\n]*)(?:\|(\d+))?\*\*/g;
const EVERYBODY: ReadonlySet<string> = new Set(["all", "everyone", "channel", "stream"]);

/** Reads of a message how it mentions a user, as the flags say it. Groups and participants of a topic are not looked at. */
export function mentionFlags({ content }: ZulipMessage, { user_id, full_name }: ZulipUser): string[] {
  const flags = new Set<string>();
  for (const [, name = "", id] of content.replaceAll(CODE, "").matchAll(MENTION)) {
    if (id === undefined && EVERYBODY.has(name)) flags.add("stream_wildcard_mentioned");
    else if (id === undefined ? name === full_name : Number(id) === user_id) flags.add("mentioned");
  }
  return [...flags];
}
