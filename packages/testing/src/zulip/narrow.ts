import { badRequest, ZulipError } from "./errors.js";
import { mentionFlags } from "./mentions.js";
import { canRead, isInHistoryOf } from "./message-data.js";
import type { ZulipMessage, ZulipState, ZulipUser } from "./state.js";
import { streamByIdOrName } from "./streams.js";

interface Term {
  readonly operator: string;
  readonly operand: unknown;
  readonly negated: boolean;
}

type Test = (message: ZulipMessage) => boolean;

/** Make the test a narrow stands for, visibility included. */
export function narrowTest(state: ZulipState, user: ZulipUser, narrow: readonly unknown[]): Test {
  const terms = narrow.map(readTerm);
  const tests = terms.map((term) => {
    const test = testOf(state, user, term);
    return term.negated ? (message: ZulipMessage) => !test(message) : test;
  });
  // Without a channel only the own history is searched, in which a new bot has nothing.
  const isInChannel = terms.some(({ operator, negated }) => CHANNEL_OPERATORS.has(operator) && !negated);
  const isVisible = isInChannel ? canRead : isInHistoryOf;
  return (message) => isVisible(state, message, user) && tests.every((test) => test(message));
}

const CHANNEL_OPERATORS = new Set(["channel", "stream", "channels", "streams"]);

/** Terms are objects or, as in earlier times, pairs. */
function readTerm(value: unknown): Term {
  if (Array.isArray(value)) return { operator: String(value[0]), operand: value[1], negated: false };
  if (typeof value !== "object" || value === null || !("operator" in value) || !("operand" in value)) {
    throw badRequest("narrow[0] is missing operator or operand");
  }
  const negated = "negated" in value && value.negated === true;
  return { operator: String(value.operator), operand: value.operand, negated };
}

function testOf(state: ZulipState, user: ZulipUser, { operator, operand }: Term): Test {
  switch (operator) {
    case "channel":
    case "stream": {
      const { stream_id } = streamByIdOrName(
        state,
        user,
        typeof operand === "number" ? operand : String(operand),
      );
      return (message) => message.stream_id === stream_id;
    }
    case "channels":
    case "streams":
      return (message) => message.stream_id !== undefined && operand === "public";
    case "topic": {
      const topic = String(operand).toLowerCase();
      return (message) => message.topic.toLowerCase() === topic;
    }
    case "sender": {
      // `me` is a word of the web app, not of the server.
      const sender = findUser(state, operand);
      return (message) => message.sender_id === sender.user_id;
    }
    case "dm":
    case "pm-with": {
      const ids = new Set([user.user_id, ...list(operand).map((entry) => findUser(state, entry).user_id)]);
      return ({ recipients }) => recipients.length === ids.size && recipients.every((id) => ids.has(id));
    }
    case "dm-including": {
      const other = findUser(state, operand);
      return ({ recipients }) => recipients.includes(other.user_id);
    }
    case "id":
      return (message) => message.id === Number(operand);
    case "near":
    case "with":
      return () => true;
    case "search": {
      const words = String(operand).toLowerCase().split(/\s+/);
      return ({ content, topic }) =>
        words.every((word) => `${content} ${topic}`.toLowerCase().includes(word));
    }
    case "has":
      return hasTest(String(operand));
    case "is":
      return isTest(user, String(operand));
    case "in":
      return () => true;
    default:
      throw badNarrow(`unknown operator: ${operator}`);
  }
}

function hasTest(what: string): Test {
  if (what === "reaction") return ({ reactions }) => reactions.length > 0;
  if (what === "link") return ({ content }) => /https?:\/\//.test(content);
  if (what === "attachment" || what === "image") return ({ content }) => content.includes("/user_uploads/");
  throw badNarrow(`unknown 'has' operand: ${what}`);
}

function isTest(user: ZulipUser, what: string): Test {
  const { user_id } = user;
  if (what === "mentioned") return (message) => mentionFlags(message, user).length > 0;
  if (what === "dm" || what === "private") return ({ stream_id }) => stream_id === undefined;
  if (what === "unread") return ({ readBy }) => !readBy.has(user_id);
  if (what === "starred") return ({ starredBy }) => starredBy.has(user_id);
  if (what === "resolved") return ({ topic }) => topic.startsWith("✔ ");
  throw badNarrow(`unknown 'is' operand: ${what}`);
}

function findUser(state: ZulipState, key: unknown): ZulipUser {
  const user = typeof key === "number" ? state.users.get(key) : state.findUserByEmail(String(key));
  if (user === undefined) throw badNarrow(`unknown user ${String(key)}`);
  return user;
}

function list(operand: unknown): unknown[] {
  return Array.isArray(operand) ? operand : String(operand).split(",");
}

function badNarrow(desc: string): ZulipError {
  return new ZulipError("BAD_NARROW", `Invalid narrow operator: ${desc}`, { desc });
}
