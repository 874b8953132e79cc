import type { Clock } from "../../clock.js";
import type { OcsApi } from "./api.js";
import { OcsError } from "./envelope.js";
import { page } from "./users.js";

const TYPES = ["online", "away", "busy", "dnd", "invisible", "offline"];

const PREDEFINED = [
  { id: "meeting", icon: "📅", message: "In a meeting", clearAt: { type: "period", time: 3600 } },
  { id: "commuting", icon: "🚌", message: "Commuting", clearAt: { type: "period", time: 1800 } },
  { id: "remote-work", icon: "🏡", message: "Working remotely", clearAt: { type: "end-of", time: "day" } },
  { id: "vacationing", icon: "🌴", message: "On vacation", clearAt: null },
];

interface Status {
  userId: string;
  message: string | null;
  messageId: string | null;
  messageIsPredefined: boolean;
  icon: string | null;
  clearAt: number | null;
  status: string;
  statusIsUserDefined: boolean;
}

const NO_MESSAGE = { message: null, messageId: null, messageIsPredefined: false, icon: null, clearAt: null };

/** What users tell of themselves. */
export function addUserStatusEndpoints(ocs: OcsApi, clock: Clock): void {
  const base = "/apps/user_status/api/v1";
  const statuses = new Map<string, Status>();
  const statusOf = (userId: string): Status => {
    const known = statuses.get(userId);
    if (known) return known;
    const status = { userId, ...NO_MESSAGE, status: "offline", statusIsUserDefined: false };
    statuses.set(userId, status);
    return status;
  };

  ocs.on("GET", `${base}/user_status`, ({ user }) => {
    const status = statuses.get(user.id);
    if (status === undefined) throw new OcsError(404, "No status for the current user");
    return status;
  });

  ocs.on("PUT", `${base}/user_status/status`, ({ user, parameters }) => {
    const type = parameters.requiredText("statusType");
    if (!TYPES.includes(type)) throw new OcsError(400, `Status-type "${type}" is not supported`);
    return Object.assign(statusOf(user.id), { status: type, statusIsUserDefined: true });
  });

  ocs.on("PUT", `${base}/user_status/message/custom`, ({ user, parameters }) => {
    const [message, icon] = [parameters.text("message") || null, parameters.text("statusIcon") ?? null];
    const clearAt = parameters.integer("clearAt") ?? null;
    if (!message && !icon && !clearAt) return Object.assign(statusOf(user.id), NO_MESSAGE);
    // Empty text is no emoji, and as a time it is 1970.
    if (icon !== null && !isEmoji(icon)) {
      throw new OcsError(400, "Status-Icon is longer than one character");
    }
    if (clearAt !== null && clearAt < clock.now() / 1000) throw new OcsError(400, "ClearAt is in the past");
    const custom = { message, icon, clearAt, messageId: null, messageIsPredefined: false };
    return Object.assign(statusOf(user.id), custom);
  });

  ocs.on("PUT", `${base}/user_status/message/predefined`, ({ user, parameters }) => {
    const messageId = parameters.requiredText("messageId");
    if (!PREDEFINED.some(({ id }) => id === messageId)) {
      throw new OcsError(400, `Message-Id "${messageId}" is not supported`);
    }
    const clearAt = parameters.integer("clearAt") ?? null;
    const predefined = { messageId, messageIsPredefined: true, message: null, icon: null, clearAt };
    return Object.assign(statusOf(user.id), predefined);
  });

  ocs.on("DELETE", `${base}/user_status/message`, ({ user }) => {
    Object.assign(statusOf(user.id), NO_MESSAGE);
    return [];
  });

  // Nothing to go back to: no status of these is the server's own.
  ocs.on("DELETE", `${base}/user_status/revert/{messageId}`, () => []);

  ocs.on("PUT", `${base}/heartbeat`, ({ user, parameters }) => {
    const status = statusOf(user.id);
    if (status.statusIsUserDefined) return new Response(null, { status: 204 });
    return Object.assign(status, { status: parameters.requiredText("status") });
  });

  ocs.on("GET", `${base}/predefined_statuses`, () => PREDEFINED);
  ocs.on("GET", `${base}/statuses`, ({ parameters }) =>
    page([...statuses.values()].map(publicly), parameters),
  );
  ocs.on("GET", `${base}/statuses/{userId}`, ({ path }) => {
    const status = statuses.get(path.userId ?? "");
    if (status === undefined) throw new OcsError(404, "No status for the requested userId");
    return publicly(status);
  });
}

/** Others see a predefined message as text. */
function publicly({ userId, messageId, message, icon, clearAt, status }: Status) {
  const predefined = PREDEFINED.find(({ id }) => id === messageId);
  return { userId, message: predefined?.message ?? message, icon: predefined?.icon ?? icon, clearAt, status };
}

function isEmoji(text: string): boolean {
  return /^\p{Extended_Pictographic}/u.test(text) && [...new Intl.Segmenter().segment(text)].length === 1;
}
