import type { ZulipEventType } from "../events/zulip.js";
import type { JsonObject } from "../json.js";

const channel = { stream_id: 4, name: "general", description: "", invite_only: false };
const user = { user_id: 10, email: "bob@example.com", full_name: "Bob" };
const bob = { user_id: 10, email: "bob@example.com" };
const bot = { bot: { user_id: 11, full_name: "Helper" } };
const emoji = {
  message_id: 4711,
  user_id: 10,
  emoji_name: "tada",
  emoji_code: "1f389",
  reaction_type: "unicode_emoji",
};
const typing = { message_type: "stream", sender: bob, stream_id: 4, topic: "Apollo" };
const editing = {
  sender_id: 10,
  message_id: 4711,
  recipient: { type: "channel", channel_id: 4, topic: "Apollo" },
};
const seen = { flag: "read", operation: "add", messages: [4711], all: false };
const file = {
  id: 8,
  name: "plan.pdf",
  path_id: "2/ab/plan.pdf",
  size: 1642,
  create_time: 1_795_345_963_000,
};
const attachment = { attachment: file, upload_space_used: 1642 };
const snippet = {
  saved_snippet: { id: 3, title: "Thanks", content: "Thank you!", date_created: 1_795_345_963 },
};
const draft = {
  id: 2,
  type: "stream",
  to: [4],
  topic: "Apollo",
  content: "What if",
  timestamp: 1_795_345_963,
};
const scheduled = {
  scheduled_message_id: 6,
  type: "stream",
  to: 4,
  topic: "Apollo",
  content: "Good morning",
  scheduled_delivery_timestamp: 1_795_400_000,
  failed: false,
};
const reminder = { reminder_id: 9, reminder_target_message_id: 4711, note: "Answer", failed: false };
const domain = { realm_domain: { domain: "example.com", allow_subdomains: false } };

/** What each event of the queue carries beside `id`, `type` and `op`. */
const fields = {
  message: {
    message: {
      id: 4711,
      sender_id: 10,
      sender_email: user.email,
      sender_full_name: user.full_name,
      type: "stream",
      stream_id: 4,
      subject: "Apollo",
      display_recipient: "general",
      content: "What is next?",
      timestamp: 1_795_345_963,
      reactions: [],
    },
    flags: ["mentioned"],
  },
  "reaction:add": emoji,
  "reaction:remove": emoji,
  update_message: {
    user_id: 10,
    rendering_only: false,
    message_id: 4711,
    message_ids: [4711],
    flags: [],
    edit_timestamp: 1_795_346_000,
    stream_id: 4,
    orig_content: "What is next?",
    content: "What comes next?",
  },
  delete_message: { message_ids: [4711], message_type: "stream", stream_id: 4, topic: "Apollo" },
  "update_message_flags:add": seen,
  "update_message_flags:remove": { ...seen, operation: "remove" },
  submessage: { message_id: 4711, submessage_id: 1, sender_id: 10, msg_type: "widget", content: "{}" },
  "typing:start": typing,
  "typing:stop": typing,
  "typing_edit_message:start": editing,
  "typing_edit_message:stop": editing,
  "subscription:add": { subscriptions: [{ ...channel, color: "#76ce90", pin_to_top: false }] },
  "subscription:remove": { subscriptions: [{ stream_id: 4, name: "general" }] },
  "subscription:update": { stream_id: 4, property: "pin_to_top", value: true },
  "subscription:peer_add": { stream_ids: [4], user_ids: [10] },
  "subscription:peer_remove": { stream_ids: [4], user_ids: [10] },
  "stream:create": { streams: [channel] },
  "stream:delete": { streams: [channel], stream_ids: [4] },
  "stream:update": { stream_id: 4, name: "general", property: "description", value: "All of us" },
  default_streams: { default_streams: [4] },
  default_stream_groups: { default_stream_groups: [{ id: 1, name: "Crew", description: "", streams: [4] }] },
  "channel_folder:add": { channel_folder: { id: 1, name: "Projects", description: "" } },
  "channel_folder:update": { channel_folder_id: 1, data: { name: "Missions" } },
  "channel_folder:reorder": { order: [2, 1] },
  user_topic: { stream_id: 4, topic_name: "Apollo", last_updated: 1_795_345_963, visibility_policy: 3 },
  "realm_user:add": { person: user },
  "realm_user:remove": { person: user },
  "realm_user:update": { person: { user_id: 10, full_name: "Robert" } },
  "realm_bot:add": bot,
  "realm_bot:update": bot,
  "realm_bot:delete": bot,
  "realm_bot:remove": bot,
  presence: { presences: { 10: { active_timestamp: 1_795_345_963, idle_timestamp: 1_795_345_900 } } },
  user_status: { user_id: 10, status_text: "On the Moon", away: false },
  "user_group:add": { group: { id: 5, name: "crew", description: "", members: [10] } },
  "user_group:update": { group_id: 5, data: { name: "astronauts" } },
  "user_group:add_members": { group_id: 5, user_ids: [10] },
  "user_group:remove_members": { group_id: 5, user_ids: [10] },
  "user_group:add_subgroups": { group_id: 5, direct_subgroup_ids: [6] },
  "user_group:remove_subgroups": { group_id: 5, direct_subgroup_ids: [6] },
  "user_group:remove": { group_id: 5 },
  "drafts:add": { drafts: [draft] },
  "drafts:update": { draft },
  "drafts:remove": { draft_id: 2 },
  "scheduled_messages:add": { scheduled_messages: [scheduled] },
  "scheduled_messages:update": { scheduled_message: scheduled },
  "scheduled_messages:remove": { scheduled_message_id: 6 },
  "reminders:add": { reminders: [reminder] },
  "reminders:remove": { reminder_id: 9 },
  "saved_snippets:add": snippet,
  "saved_snippets:update": snippet,
  "saved_snippets:remove": { saved_snippet_id: 3 },
  "navigation_view:add": {
    navigation_view: { fragment: "narrow/is/alerted", is_pinned: true, name: "Alerts" },
  },
  "navigation_view:update": { fragment: "narrow/is/alerted", data: { is_pinned: false } },
  "navigation_view:remove": { fragment: "narrow/is/alerted" },
  "attachment:add": attachment,
  "attachment:update": attachment,
  "attachment:remove": { attachment: { id: 8 }, upload_space_used: 0 },
  alert_words: { alert_words: ["abort"] },
  muted_users: { muted_users: [{ id: 12, timestamp: 1_795_345_963 }] },
  muted_topics: { muted_topics: [["general", "Apollo", 1_795_345_963]] },
  "user_settings:update": { property: "twenty_four_hour_time", value: true },
  has_zoom_token: { value: true },
  has_webex_token: { value: true },
  push_device: { push_account_id: "2408", status: "active" },
  "device:add": { device_id: 13 },
  "device:update": { device_id: 13, push_token_id: null },
  "device:remove": { device_id: 13 },
  onboarding_steps: { onboarding_steps: [{ type: "one_time_notice", name: "intro_inbox_view_modal" }] },
  "realm:update": { property: "name", value: "Mission Control" },
  "realm:update_dict": { property: "default", data: { message_content_edit_limit_seconds: 600 } },
  "realm:deactivated": { realm_id: 2 },
  "realm_user_settings_defaults:update": { property: "emojiset", value: "google" },
  "realm_emoji:update": {
    realm_emoji: { 1: { id: "1", name: "rocket", source_url: "/1.png", deactivated: false } },
  },
  "realm_domains:add": domain,
  "realm_domains:change": domain,
  "realm_domains:remove": { domain: "example.com" },
  realm_linkifiers: {
    realm_linkifiers: [{ id: 1, pattern: "#(?P<id>\\d+)", url_template: "https://example.com/{id}" }],
  },
  realm_playgrounds: { realm_playgrounds: [{ id: 1, name: "Rust", pygments_language: "Rust" }] },
  realm_export: { exports: [{ id: 1, acting_user_id: 10, export_time: 1_795_345_963, pending: true }] },
  realm_export_consent: { user_id: 10, consented: true },
  custom_profile_fields: { fields: [{ id: 1, name: "Mission", type: 1, order: 1 }] },
  invites_changed: {},
  restart: { zulip_version: "12.0", zulip_feature_level: 491, server_generation: 1_795_345_963 },
  web_reload_client: { immediate: true },
  gap: { areMessagesLost: false },
} as const satisfies Readonly<Record<ZulipEventType, JsonObject>>;

type Sample = JsonObject & { readonly type: string };

/** An event of every kind of Zulip's event queue, by our name: `reaction:add`. What `forwardZulipEvents` takes. */
export const zulipEventSamples = Object.fromEntries(
  Object.entries<JsonObject>(fields).map(([name, rest], id): [string, Sample] => {
    const [type = name, op] = name.split(":");
    return [name, { id, type, ...(op !== undefined && { op }), ...rest }];
  }),
  // `fromEntries` forgets the names.
) as Readonly<Record<keyof typeof fields, Sample>>;
