import type { ZulipEvent } from "./zulip.js";

type OperationOf<Type extends string> = ZulipEvent["type"] extends infer Name
  ? Name extends `${Type}:${infer Operation}`
    ? Operation
    : never
  : never;

/** The kinds of events and their `op`s, as the client knows them. */
const operations: { readonly [Type in ZulipEvent["vendorType"]]: readonly OperationOf<Type>[] } = {
  message: [],
  reaction: ["add", "remove"],
  update_message: [],
  delete_message: [],
  update_message_flags: ["add", "remove"],
  submessage: [],
  typing: ["start", "stop"],
  typing_edit_message: ["start", "stop"],
  subscription: ["add", "remove", "update", "peer_add", "peer_remove"],
  stream: ["create", "delete", "update"],
  default_streams: [],
  default_stream_groups: [],
  channel_folder: ["add", "update", "reorder"],
  user_topic: [],
  realm_user: ["add", "remove", "update"],
  realm_bot: ["add", "update", "delete", "remove"],
  presence: [],
  user_status: [],
  user_group: [
    "add",
    "update",
    "add_members",
    "remove_members",
    "add_subgroups",
    "remove_subgroups",
    "remove",
  ],
  drafts: ["add", "update", "remove"],
  scheduled_messages: ["add", "update", "remove"],
  reminders: ["add", "remove"],
  saved_snippets: ["add", "update", "remove"],
  navigation_view: ["add", "update", "remove"],
  attachment: ["add", "update", "remove"],
  alert_words: [],
  muted_users: [],
  muted_topics: [],
  user_settings: ["update"],
  has_zoom_token: [],
  has_webex_token: [],
  push_device: [],
  device: ["add", "update", "remove"],
  onboarding_steps: [],
  realm: ["update", "update_dict", "deactivated"],
  realm_user_settings_defaults: ["update"],
  realm_emoji: ["update"],
  realm_domains: ["add", "change", "remove"],
  realm_linkifiers: [],
  realm_playgrounds: [],
  realm_export: [],
  realm_export_consent: [],
  custom_profile_fields: [],
  invites_changed: [],
  restart: [],
  web_reload_client: [],
  gap: [],
};

/** The names of Zulip's events: its own, and ours with the `op`. */
export const zulipNames: readonly string[] = Object.entries<readonly string[]>(operations).flatMap(
  ([type, ops]) => [type, ...ops.map((op) => `${type}:${op}`)],
);
