import type { RequestOptions } from "@platformq/resilience";
import { Narrow, type NarrowTerms } from "../narrow.js";
import type { ListMessages, MessagesResource } from "../resources/messages.js";
import type { Message } from "../schemas/message.js";

/** What a queue was asked for, as far as messages go. */
export interface WantedMessages extends Pick<ListMessages, "apply_markdown" | "client_gravatar"> {
  readonly narrow?: NarrowTerms | undefined;
  readonly all_public_streams?: boolean | undefined;
}

const BATCH = 1_000;

/**
 * Finds the newest message that is there already, -1 for none, where that is not simply the account's own newest.
 *
 * @returns `undefined` when the account's own newest says as much
 */
export async function newestMessage(
  messages: MessagesResource,
  wanted: WantedMessages,
  options: RequestOptions,
): Promise<number | undefined> {
  const searches = searchesFor(wanted);
  if (!searches.some(reachesOthers)) return undefined;
  const newest = { anchor: "newest", num_before: 1, apply_markdown: false } as const;
  const pages = await Promise.all(
    searches.map((search) => messages.list({ ...newest, narrow: search }, options)),
  );
  return Math.max(-1, ...pages.flatMap(({ items }) => items.map(({ id }) => id)));
}

/** Fetches the messages newer than one, in order, that a queue would have brought. */
export async function* missedMessages(
  messages: MessagesResource,
  wanted: WantedMessages,
  after: number,
  options: RequestOptions,
): AsyncGenerator<Message, void, undefined> {
  const { narrow: _, all_public_streams: __, ...shown } = wanted;
  const searches = searchesFor(wanted);
  // An account without messages has -1 as the newest.
  let anchor = Math.max(0, after);
  for (;;) {
    const query = { ...shown, anchor, include_anchor: false, num_after: BATCH };
    const pages = await Promise.all(
      searches.map((search) => messages.list({ ...query, narrow: search }, options)),
    );
    // As far as each of the searches has come; what lies behind is fetched in the next round.
    const bound = Math.min(...pages.flatMap((page) => (page.hasNext ? (page.items.at(-1)?.id ?? []) : [])));
    const found = new Map(pages.flatMap(({ items }) => items.map((message) => [message.id, message])));
    const ids = [...found.keys()].filter((id) => id <= bound).sort((a, b) => a - b);
    for (const id of ids) {
      const message = found.get(id);
      if (message) yield message;
    }
    if (bound === Number.POSITIVE_INFINITY) return;
    anchor = bound;
  }
}

const CHANNEL_OPERATORS = new Set(["channel", "channels", "stream", "streams"]);

/** Without a channel the server searches the account's own history, in which other public channels are not. */
function searchesFor({ narrow = [], all_public_streams }: WantedMessages): Narrow[] {
  const search = narrow instanceof Narrow ? narrow : new Narrow(narrow);
  return all_public_streams && !reachesOthers(search) ? [search, search.channels("public")] : [search];
}

/** In a channel the server finds what was written before the account came, or never came. */
function reachesOthers({ terms }: Narrow): boolean {
  return terms.some(({ operator }) => CHANNEL_OPERATORS.has(operator));
}
