import type { ZulipEvent } from "./zulip.js";

type OperationOf<Type extends string> = ZulipEvent["type"] extends infer Name
  ? Name extends `${Type}:${infer Operation}`
    ? Operation
    : never
  : never;

/** The kinds of events and their `op`s: just those of the client's types, or it does not compile. */
const operations: {
  readonly [Type in ZulipEvent["vendorType"]]: Readonly<Record<OperationOf<Type>, true>>;
} = {
  message: {},
  reaction: { add: true, remove: true },
  update_message: {},
  delete_message: {},
  update_message_flags: { add: true, remove: true },
  submessage: {},
  typing: { start: true, stop: true },
  typing_edit_message: { start: true, stop: true },
  subscription: { add: true, remove: true, update: true, peer_add: true, peer_remove: true },
  stream: { create: true, delete: true, update: true },
  default_streams: {},
  default_stream_groups: {},
  channel_folder: { add: true, update: true, reorder: true },
  user_topic: {},
  realm_user: { add: true, remove: true, update: true },
  realm_bot: { add: true, update: true, delete: true, remove: true },
  presence: {},
  user_status: {},
  user_group: {
    add: true,
    update: true,
    add_members: true,
    remove_members: true,
    add_subgroups: true,
    remove_subgroups: true,
    remove: true,
  },
  drafts: { add: true, update: true, remove: true },
  scheduled_messages: { add: true, update: true, remove: true },
  reminders: { add: true, remove: true },
  saved_snippets: { add: true, update: true, remove: true },
  navigation_view: { add: true, update: true, remove: true },
  attachment: { add: true, update: true, remove: true },
  alert_words: {},
  muted_users: {},
  muted_topics: {},
  user_settings: { update: true },
  has_zoom_token: {},
  has_webex_token: {},
  push_device: {},
  device: { add: true, update: true, remove: true },
  onboarding_steps: {},
  realm: { update: true, update_dict: true, deactivated: true },
  realm_user_settings_defaults: { update: true },
  realm_emoji: { update: true },
  realm_domains: { add: true, change: true, remove: true },
  realm_linkifiers: {},
  realm_playgrounds: {},
  realm_export: {},
  realm_export_consent: {},
  custom_profile_fields: {},
  invites_changed: {},
  restart: {},
  web_reload_client: {},
  gap: {},
};

/** The names of Zulip's events: its own, and ours with the `op`. */
export const zulipNames: readonly string[] = Object.entries(operations).flatMap(([type, ops]) => [
  type,
  ...Object.keys(ops).map((op) => `${type}:${op}`),
]);
