import type { Fields, ZulipCall } from "./api.js";
import { badRequest, missingParameter } from "./errors.js";
import { flagsOf, messageData } from "./message-data.js";
import { narrowTest } from "./narrow.js";
import type { Parameters } from "./parameters.js";
import type { ZulipMessage, ZulipState, ZulipUser } from "./state.js";

/** What the server answers for the anchor "newest": beyond every message there can be. */
const NEWEST = 10_000_000_000_000_000;
const MAX_FETCHED = 5000;

interface Range {
  readonly anchor: number;
  readonly before: number;
  readonly after: number;
  readonly includeAnchor: boolean;
}

/** Answer GET /messages. */
export function fetchMessages(state: ZulipState, { user, parameters }: ZulipCall): Fields {
  const narrow = parameters.optionalList("narrow") ?? [];
  const messageIds = parameters.optionalList("message_ids");
  const applyMarkdown = parameters.flag("apply_markdown", true);
  const clientGravatar = parameters.flag("client_gravatar", true);
  parameters.accept("allow_empty_topic_name");
  const show = (message: ZulipMessage) => {
    const data = messageData(state, message, { viewer: user, applyMarkdown, clientGravatar });
    return { ...data, flags: flagsOf(message, user) };
  };
  if (messageIds !== undefined) {
    const visible = [...state.messages.values()].filter(narrowTest(state, user, narrow));
    return {
      messages: visible.filter(({ id }) => messageIds.includes(id)).map(show),
      history_limited: false,
    };
  }
  const { messages, ...found } = selectMessages(state, user, narrow, readRange(parameters));
  return { ...found, history_limited: false, messages: messages.map(show) };
}

/** What part of a search is wanted, its anchor still as text. */
export interface WantedRange extends Omit<Range, "anchor"> {
  readonly anchorText: string;
}

export function readRange(parameters: Parameters): WantedRange {
  const anchorText = parameters.optionalText("anchor");
  const before = parameters.optionalInteger("num_before");
  const after = parameters.optionalInteger("num_after");
  const includeAnchor = parameters.flag("include_anchor", true);
  if (anchorText === undefined) throw missingParameter("anchor");
  if (before === undefined) throw missingParameter("num_before");
  if (after === undefined) throw missingParameter("num_after");
  if (before < 0 || after < 0) throw badRequest("num_before and num_after must not be negative");
  if (before + after > MAX_FETCHED) throw badRequest(`Too many messages requested (maximum ${MAX_FETCHED}).`);
  if (!includeAnchor && before > 0 && after > 0) {
    throw badRequest("The anchor can only be excluded at an end of the range");
  }
  return { anchorText, before, after, includeAnchor };
}

/** The part of a search that is wanted, oldest first. */
export function selectMessages(
  state: ZulipState,
  user: ZulipUser,
  narrow: readonly unknown[],
  { anchorText, ...range }: WantedRange,
) {
  const test = narrowTest(state, user, narrow);
  const visible = [...state.messages.values()].filter(test).sort((a, b) => a.id - b.id);
  const anchor = readAnchor(anchorText, visible, user);
  return { ...sliceAround(visible, { ...range, anchor }), anchor };
}

function readAnchor(text: string, visible: readonly ZulipMessage[], { user_id }: ZulipUser): number {
  if (text === "newest") return NEWEST;
  if (text === "oldest") return 0;
  if (text === "first_unread") return visible.find(({ readBy }) => !readBy.has(user_id))?.id ?? NEWEST;
  if (!/^\d+$/.test(text)) throw badRequest("Invalid anchor");
  return Number(text);
}

function sliceAround(visible: readonly ZulipMessage[], { anchor, before, after, includeAnchor }: Range) {
  const older = visible.filter(({ id }) => id < anchor);
  const newer = visible.filter(({ id }) => id > anchor);
  const at = includeAnchor ? visible.filter(({ id }) => id === anchor) : [];
  return {
    found_anchor: at.length > 0,
    found_oldest: older.length <= before,
    found_newest: newer.length <= after,
    messages: [...older.slice(Math.max(0, older.length - before)), ...at, ...newer.slice(0, after)],
  };
}
