import { afterAll, beforeAll, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { as, asAdmin, asAnna } from "./as.js";

let servers: MockServers<"zulip">;
let callers: Record<"admin" | "anna" | "bot", ReturnType<typeof asAdmin>>;

beforeAll(async () => {
  const bot = {
    user_id: 20,
    email: "bot@example.com",
    full_name: "Bot",
    api_key: "b".repeat(32),
    bot_type: 1,
  };
  servers = await startMockServers({ services: ["zulip"], zulip: { users: [bot] } });
  const { zulip } = servers;
  callers = { admin: asAdmin(zulip), anna: asAnna(zulip), bot: as(zulip, bot.email, bot.api_key) };
  const { state } = zulip.fake;
  state.addStream({ name: "alpha", date_created: 1, stream_id: 500, subscribers: new Set([10]) });
  await callers.admin("POST", "/messages", { type: "stream", to: "alpha", topic: "t", content: "x" });
});
afterAll(() => servers.close());

type Caller = keyof typeof callers;
type Refusal = readonly [Caller, string, Record<string, unknown>, number, string];

const TOMORROW = Math.floor(Date.now() / 1000) + 86_400;
const direct = { type: "direct", to: [11], content: "x", scheduled_delivery_timestamp: TOMORROW };

/** Who asks, for what, with what, and how that is refused: the status and a part of the message, or the code. */
const refusals: readonly Refusal[] = [
  // Flags, details of messages, typing.
  ["admin", "POST /messages/flags", { messages: [1], op: "add", flag: "mentioned" }, 400, "not editable"],
  ["admin", "POST /messages/flags", { messages: [4040], op: "add", flag: "read" }, 400, "Invalid message"],
  ["admin", "POST /messages/flags/narrow", { op: "add", flag: "read", narrow: [] }, 400, "'anchor'"],
  ["admin", "POST /mark_topic_as_read", { stream_id: 500, topic_name: "no" }, 400, "No such topic"],
  ["admin", "POST /messages/2/report", { report_type: "other" }, 400, "explanation"],
  ["admin", "POST /typing", { op: "start", to: [] }, 400, "Empty 'to'"],
  ["admin", "POST /typing", { op: "start", type: "private", to: [11] }, 400, "Invalid type"],
  ["anna", "POST /messages/2/typing", { op: "start" }, 400, "permission"],
  // Channels.
  ["admin", "POST /channels/create", { name: "alpha", subscribers: [] }, 400, "already exists"],
  ["admin", "POST /channels/create", { name: "beta" }, 400, "REQUEST_VARIABLE_MISSING"],
  ["anna", "POST /default_streams", { stream_id: 500 }, 400, "UNAUTHORIZED_PRINCIPAL"],
  ["anna", "POST /streams/500/delete_topic", { topic_name: "t" }, 400, "UNAUTHORIZED_PRINCIPAL"],
  ["admin", "PATCH /streams/500", { can_send_message_group: 3 }, 400, "not a dict"],
  [
    "admin",
    "PATCH /streams/500",
    { can_send_message_group: { new: 3, old: 2 } },
    400,
    "EXPECTATION_MISMATCH",
  ],
  ["admin", "PATCH /streams/500", { message_retention_days: "unlimited" }, 400, "not valid JSON"],
  [
    "admin",
    "POST /user_topics",
    { stream_id: 500, topic: "t", visibility_policy: 9 },
    400,
    "visibility_policy",
  ],
  ["admin", "POST /channel_folders/create", { name: " " }, 400, "can't be empty"],
  ["anna", "POST /channel_folders/create", { name: "Work" }, 400, "UNAUTHORIZED_PRINCIPAL"],
  ["admin", "PATCH /users/me/subscriptions/500", { property: "color", value: true }, 400, "not a string"],
  ["admin", "PATCH /users/me/subscriptions/500", { property: "color", value: '"#fff"' }, 400, "hex color"],
  ["admin", "PATCH /users/me/subscriptions/500", { property: "smell", value: true }, 400, "Unknown"],
  ["anna", "PATCH /users/me/subscriptions/500", { property: "is_muted", value: true }, 400, "Not subscribed"],
  ["admin", "PATCH /users/me/subscriptions", {}, 400, "Nothing to do"],
  // Drafts and their like.
  [
    "admin",
    "POST /drafts",
    { drafts: [{ type: "stream", to: [], topic: "", content: "" }] },
    400,
    "1 channel",
  ],
  ["admin", "DELETE /drafts/4040", {}, 404, "does not exist"],
  ["admin", "POST /scheduled_messages", { ...direct, to: [] }, 400, "recipients"],
  [
    "admin",
    "POST /scheduled_messages",
    { ...direct, type: "stream", to: "alpha" },
    400,
    "to is not valid JSON",
  ],
  ["admin", "POST /scheduled_messages", { ...direct, scheduled_delivery_timestamp: 1 }, 400, "in the future"],
  ["admin", "POST /reminders", { message_id: 2, scheduled_delivery_timestamp: 1 }, 400, "in the future"],
  ["admin", "POST /saved_snippets", { title: "", content: "x" }, 400, "blank"],
  // The account's own things.
  ["admin", "POST /users/me/muted_users/10", {}, 400, "mute self"],
  ["admin", "DELETE /users/me/muted_users/11", {}, 400, "not muted"],
  ["bot", "POST /users/me/status", { status_text: "x" }, 400, "does not accept bot"],
  ["anna", "POST /users/12/status", { status_text: "x" }, 400, "UNAUTHORIZED_PRINCIPAL"],
  ["admin", "POST /users/me/status", { status_text: "x".repeat(61) }, 400, "too long"],
  ["bot", "POST /users/me/presence", { status: "active" }, 400, "does not accept bot"],
  ["admin", "POST /users/me/presence", { status: "away" }, 400, "Invalid status"],
  ["admin", "GET /users/20/presence", {}, 400, "not supported for bot"],
  ["bot", "PATCH /settings", { enter_sends: true }, 400, "does not accept bot"],
  ["admin", "GET /bot_storage", {}, 400, "only be used by bots"],
  ["bot", "PUT /bot_storage", { storage: { a: 1 } }, 400, "not a string"],
  ["bot", "GET /bot_storage", { keys: ["no"] }, 400, "Key does not exist"],
  ["admin", "POST /mobile_push/test_notification", { token: "no" }, 400, "not recognized"],
  ["admin", "PATCH /navigation_views/no", { is_pinned: true }, 404, "does not exist"],
  // Accounts.
  ["anna", "POST /users", { email: "x@y.z", password: "p", full_name: "X Y" }, 400, "UNAUTHORIZED_PRINCIPAL"],
  ["admin", "POST /users", { email: "x", password: "p", full_name: "X Y" }, 400, "Invalid email"],
  ["admin", "PATCH /users/11", { role: 250 }, 400, "Invalid role"],
  ["admin", "DELETE /users/me", {}, 400, "CANNOT_DEACTIVATE_LAST_USER"],
  [
    "admin",
    "POST /bots",
    { full_name: "B", short_name: "b", payload_url: "https://x.y" },
    400,
    "not valid JSON",
  ],
  ["anna", "DELETE /bots/20", {}, 400, "Insufficient permission"],
  [
    "admin",
    "POST /fetch_api_key",
    { username: "admin@example.com", password: "no" },
    401,
    "AUTHENTICATION_FAILED",
  ],
  // Groups.
  [
    "admin",
    "POST /user_groups/create",
    { name: "role:x", description: "", members: [] },
    400,
    "cannot start",
  ],
  ["admin", "PATCH /user_groups/1", { name: "x" }, 400, "Insufficient permission"],
  ["admin", "POST /user_groups/4040/members", { add: [11] }, 400, "Invalid user group"],
  // Invitations.
  ["admin", "POST /invites", { invitee_emails: '["a@b.c"]', stream_ids: [] }, 400, "INVITATION_FAILED"],
  ["anna", "POST /invites/multiuse", { invite_as: 200 }, 400, "owner"],
  ["admin", "DELETE /invites/4040", {}, 400, "No such invitation"],
  // The organisation.
  ["anna", "POST /realm/filters", { pattern: "a", url_template: "b" }, 400, "UNAUTHORIZED_PRINCIPAL"],
  ["admin", "POST /realm/filters", { pattern: "(?P<id>.)", url_template: "x" }, 400, "not present"],
  [
    "admin",
    "POST /realm/playgrounds",
    { name: "a", pygments_language: "b", url_template: "c" },
    400,
    '"code"',
  ],
  ["admin", "POST /realm/profile_fields", { name: "a", field_type: 9 }, 400, "Invalid field type"],
  ["admin", "POST /realm/domains", { domain: "a.b", allow_subdomains: true }, 400, "owner"],
  ["anna", "GET /export/realm", {}, 400, "UNAUTHORIZED_PRINCIPAL"],
  ["admin", "PATCH /realm", { message_retention_days: "unlimited" }, 400, "not valid JSON"],
  ["admin", "PATCH /realm", { jitsi_server_url: "https://x.y" }, 400, "not valid JSON"],
  ["admin", "DELETE /realm/emoji/no", {}, 404, "does not exist"],
  // Events.
  ["admin", "POST /register", { narrow: [["has", "link"]] }, 400, "not supported"],
  ["admin", "POST /register", { client_capabilities: {} }, 400, "notification_settings_null"],
];

it.each(refusals)("%s is refused %s with %j by %i: %s", async (who, what, parameters, status, why) => {
  const [method = "", path = ""] = what.split(" ");
  const { status: answered, body } = await callers[who](method, path, parameters);
  expect(answered).toBe(status);
  expect(`${body.code} ${body.msg}`).toContain(why);
});
