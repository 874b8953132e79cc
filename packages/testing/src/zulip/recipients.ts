import type { ZulipCall } from "./api.js";
import { badRequest, missingParameter, ZulipError } from "./errors.js";
import { MAX_TOPIC_LENGTH, truncate } from "./limits.js";
import type { ZulipState, ZulipStream, ZulipUser } from "./state.js";
import { streamByIdOrName } from "./streams.js";

/** Where a message goes. */
export interface Destination {
  readonly stream: ZulipStream | undefined;
  readonly topic: string;
  /** Everybody in a direct conversation, the sender too. */
  readonly recipients: readonly number[];
}

/** Read `type`, `to` and `topic`. */
export function readDestination(state: ZulipState, { user, parameters }: ZulipCall): Destination {
  const type = parameters.text("type");
  const to = parameters.optionalText("to");
  const topic = parameters.optionalText("topic") ?? parameters.optionalText("subject");
  if (type === "direct" || type === "private") {
    return { stream: undefined, topic: "", recipients: readRecipients(state, user, to) };
  }
  if (type !== "stream" && type !== "channel") throw badRequest("Invalid message type");
  if (topic === undefined) throw missingParameter("topic");
  const stream = streamByIdOrName(state, user, readStream(to));
  // Administrators see private channels without being in them, but only subscribers write there.
  const isOutside = stream.invite_only && !stream.subscribers.has(user.user_id);
  if (stream.is_archived || isOutside) throw badRequest(`Not authorized to send to channel '${stream.name}'`);
  return { stream, topic: truncate(normalizeTopic(topic), MAX_TOPIC_LENGTH, "..."), recipients: [] };
}

/** The old name of no topic means none. */
export function normalizeTopic(topic: string): string {
  const trimmed = topic.trim();
  return trimmed === "(no topic)" ? "" : trimmed;
}

/**
 * A channel's id or name, plain or as JSON. A name that happens to be JSON is read as JSON: `123` is an id, and a name
 * like that has to be quoted.
 */
function readStream(to: string | undefined): string | number {
  if (to === undefined) throw missingParameter("to");
  const value = jsonOr(to);
  const target: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (Array.isArray(target)) {
    throw badRequest(target.length > 1 ? "Expected exactly one channel" : "Missing channel");
  }
  if (typeof target !== "string" && typeof target !== "number") {
    throw badRequest("Invalid data type for channel");
  }
  return target;
}

function readRecipients(state: ZulipState, sender: ZulipUser, to: string | undefined): number[] {
  if (to === undefined || to.trim() === "") throw badRequest("Message must have recipients");
  const value = jsonOr(to);
  const list: unknown[] = Array.isArray(value)
    ? value
    : typeof value === "number"
      ? [value]
      : String(value).split(",");
  if (list.length === 0) throw badRequest("Message must have recipients");
  const isIds = list.every((entry) => typeof entry === "number");
  const isEmails = list.every((entry) => typeof entry === "string");
  if (!isIds && !isEmails) throw badRequest("Recipient lists may contain emails or user IDs, but not both.");
  const users = list.map((entry) => findRecipient(state, entry));
  return [...new Set([sender.user_id, ...users.map(({ user_id }) => user_id)])].sort((a, b) => a - b);
}

function findRecipient(state: ZulipState, key: unknown): ZulipUser {
  const user = typeof key === "number" ? state.users.get(key) : state.findUserByEmail(String(key).trim());
  if (user === undefined) {
    throw badRequest(typeof key === "number" ? `Invalid user ID ${key}` : `Invalid email '${String(key)}'`);
  }
  if (!user.is_active) throw new ZulipError("BAD_REQUEST", `'${user.email}' is no longer using Zulip.`);
  return user;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
