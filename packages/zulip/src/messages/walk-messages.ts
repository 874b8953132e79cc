import type { RequestOptions } from "@platformq/resilience";
import type { NarrowTerms } from "../narrow.js";
import type { ListMessages, MessagesResource } from "../resources/messages.js";
import type { Message } from "../schemas/message.js";

/** Which messages to go through, and in which order. */
export interface IterateMessages
  extends Pick<ListMessages, "allow_empty_topic_name" | "apply_markdown" | "client_gravatar"> {
  /** @default all of the account's own history */
  narrow?: NarrowTerms | undefined;
  /** A message id, or where to begin. @default "newest" going back, "oldest" going forward */
  from?: number | "newest" | "oldest" | "first_unread" | undefined;
  /** `older` goes from newer messages to older ones. @default "older" */
  direction?: "newer" | "older" | undefined;
  /** Messages fetched at once, 5,000 at most. @default 1_000 */
  batch?: number | undefined;
}

/** Goes through messages one by one, a page in memory at a time. */
export async function* walkMessages(
  messages: MessagesResource,
  params: IterateMessages,
  options?: RequestOptions,
): AsyncGenerator<Message, void, undefined> {
  const { direction = "older", batch = 1_000, from, ...query } = params;
  const isBackward = direction === "older";
  const anchor = from ?? (isBackward ? "newest" : "oldest");
  const count = isBackward ? { num_before: batch, num_after: 0 } : { num_before: 0, num_after: batch };
  const first = await messages.list({ ...query, anchor, ...count }, options);
  for (let page: typeof first | undefined = first; page !== undefined; page = await page.next()) {
    yield* isBackward ? page.items.toReversed() : page.items;
  }
}
