import { expect, test } from "vitest";
import { decodeEvent } from "../../src/schemas/event.js";

const channel = { stream_id: 1, name: "a", description: "", invite_only: false };
const message = {
  id: 1,
  sender_id: 2,
  sender_email: "a@example.com",
  sender_full_name: "A",
  type: "stream",
  subject: "t",
  display_recipient: "a",
  content: "x",
  timestamp: 1,
  reactions: [],
};
const emoji = { emoji_name: "tada", emoji_code: "1f389", reaction_type: "unicode_emoji" };

/** One event of each kind, as the documentation shows it. */
const documented: Record<string, unknown>[] = [
  { type: "message", message, flags: ["read"], local_message_id: "7" },
  { type: "reaction", op: "add", message_id: 1, user_id: 2, ...emoji },
  { type: "update_message", user_id: null, message_id: 1, message_ids: [1], flags: [], edit_timestamp: 1 },
  { type: "delete_message", message_ids: [1], message_type: "private" },
  { type: "update_message_flags", op: "add", operation: "add", flag: "read", messages: [], all: true },
  { type: "submessage", message_id: 1, submessage_id: 2, sender_id: 3, msg_type: "widget", content: "{}" },
  { type: "typing", op: "start", message_type: "direct", sender: { user_id: 1, email: "a" }, recipients: [] },
  { type: "typing_edit_message", op: "stop", sender_id: 1, message_id: 2, recipient: { type: "direct" } },
  { type: "subscription", op: "add", subscriptions: [{ ...channel, color: "#fff", pin_to_top: false }] },
  { type: "subscription", op: "remove", subscriptions: [{ stream_id: 1, name: "a" }] },
  { type: "subscription", op: "update", stream_id: 1, property: "color", value: "#000" },
  { type: "subscription", op: "peer_add", stream_ids: [1], user_ids: [2] },
  { type: "stream", op: "create", streams: [channel] },
  { type: "stream", op: "delete", streams: [channel] },
  { type: "stream", op: "update", stream_id: 1, name: "a", property: "folder_id", value: null },
  { type: "default_streams", default_streams: [1] },
  { type: "default_stream_groups", default_stream_groups: [{ id: 1, name: "a", streams: [1] }] },
  { type: "channel_folder", op: "add", channel_folder: { id: 1, name: "a" } },
  { type: "channel_folder", op: "update", channel_folder_id: 1, data: { name: "b" } },
  { type: "channel_folder", op: "reorder", order: [2, 1] },
  { type: "user_topic", stream_id: 1, topic_name: "t", last_updated: 1, visibility_policy: 3 },
  { type: "realm_user", op: "add", person: { user_id: 1, full_name: "A" } },
  { type: "realm_user", op: "update", person: { user_id: 1, is_active: false } },
  { type: "realm_user", op: "remove", person: { user_id: 1, full_name: "A" } },
  { type: "realm_bot", op: "delete", bot: { user_id: 1 } },
  { type: "presence", presences: { 1: { active_timestamp: 1, idle_timestamp: 2 } } },
  {
    type: "presence",
    user_id: 1,
    email: "a",
    presence: { website: { status: "idle" } },
    server_timestamp: 1.5,
  },
  { type: "user_status", user_id: 1, status_text: "out" },
  { type: "user_group", op: "add", group: { id: 1, name: "a" } },
  { type: "user_group", op: "update", group_id: 1, data: { name: "b" } },
  { type: "user_group", op: "add_members", group_id: 1, user_ids: [1] },
  { type: "user_group", op: "remove_subgroups", group_id: 1, direct_subgroup_ids: [1] },
  { type: "user_group", op: "remove", group_id: 1 },
  { type: "drafts", op: "add", drafts: [{}] },
  { type: "drafts", op: "update", draft: {} },
  { type: "drafts", op: "remove", draft_id: 1 },
  { type: "scheduled_messages", op: "add", scheduled_messages: [{}] },
  { type: "scheduled_messages", op: "update", scheduled_message: {} },
  { type: "scheduled_messages", op: "remove", scheduled_message_id: 1 },
  { type: "reminders", op: "add", reminders: [{}] },
  { type: "reminders", op: "remove", reminder_id: 1 },
  { type: "saved_snippets", op: "update", saved_snippet: {} },
  { type: "saved_snippets", op: "remove", saved_snippet_id: 1 },
  { type: "navigation_view", op: "add", navigation_view: { fragment: "inbox" } },
  { type: "navigation_view", op: "update", fragment: "inbox", data: { is_pinned: true } },
  { type: "navigation_view", op: "remove", fragment: "inbox" },
  { type: "attachment", op: "update", attachment: { id: 1 }, upload_space_used: 1 },
  { type: "attachment", op: "remove", attachment: { id: 1 }, upload_space_used: 0 },
  { type: "alert_words", alert_words: ["a"] },
  { type: "muted_users", muted_users: [{ id: 1, timestamp: 2 }] },
  { type: "muted_topics", muted_topics: [["a", "t", 1]] },
  { type: "user_settings", op: "update", property: "timezone", value: "UTC" },
  { type: "has_zoom_token", value: true },
  { type: "has_webex_token", value: true },
  { type: "push_device", push_account_id: "1", status: "active" },
  { type: "device", op: "remove", device_id: 1 },
  { type: "onboarding_steps", onboarding_steps: [{ type: "one_time_notice", name: "a" }] },
  { type: "realm", op: "update", property: "name", value: "A" },
  { type: "realm", op: "update_dict", property: "default", data: {} },
  { type: "realm", op: "deactivated", realm_id: 1 },
  { type: "realm_user_settings_defaults", op: "update", property: "timezone", value: "" },
  { type: "realm_emoji", op: "update", realm_emoji: { 1: { name: "a" } } },
  { type: "realm_emoji", op: "add", emoji: { name: "a" } },
  { type: "realm_domains", op: "change", realm_domain: { domain: "a.b", allow_subdomains: true } },
  { type: "realm_domains", op: "remove", domain: "a.b" },
  { type: "realm_linkifiers", realm_linkifiers: [{ pattern: "a" }] },
  { type: "realm_playgrounds", realm_playgrounds: [{ name: "a" }] },
  { type: "realm_export", exports: [{ id: 1 }] },
  { type: "realm_export_consent", user_id: 1, consented: true },
  { type: "custom_profile_fields", fields: [{ id: 1 }] },
  { type: "invites_changed" },
  { type: "restart", zulip_version: "11.0", zulip_feature_level: 421, server_generation: 1 },
  { type: "web_reload_client", immediate: true },
];

test.each(documented.map((event) => [event]))("%j is known, and keeps its fields", (event) => {
  const decoded = decodeEvent({ ...event, id: 5, type: String(event.type), from_the_future: 1 });
  expect(decoded).toEqual({ id: 5, ...event, from_the_future: 1 });
});

test("what is not as documented is passed on as it came", () => {
  for (const event of [
    { id: 1, type: "from_the_future" },
    { id: 2, type: "message", message: { id: 1 }, flags: [] },
    { id: 3, type: "stream", op: "explode" },
  ]) {
    expect(decodeEvent(event)).toEqual({ type: "unknown", id: event.id, event });
  }
});
