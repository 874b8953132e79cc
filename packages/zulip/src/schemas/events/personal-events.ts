import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { eventOf, opOf } from "./event.js";

const item = openObject({});
const items = z.array(item);

/** What happens to the account's own things, mostly through its other clients. */
export const personalEvents = [
  opOf("drafts", "add", { drafts: items }),
  opOf("drafts", "update", { draft: item }),
  opOf("drafts", "remove", { draft_id: z.number() }),
  opOf("scheduled_messages", "add", { scheduled_messages: items }),
  opOf("scheduled_messages", "update", { scheduled_message: item }),
  opOf("scheduled_messages", "remove", { scheduled_message_id: z.number() }),
  opOf("reminders", "add", { reminders: items }),
  opOf("reminders", "remove", { reminder_id: z.number() }),
  opOf("saved_snippets", ["add", "update"], { saved_snippet: item }),
  opOf("saved_snippets", "remove", { saved_snippet_id: z.number() }),
  opOf("navigation_view", "add", { navigation_view: item }),
  opOf("navigation_view", "update", { fragment: z.string(), data: item }),
  opOf("navigation_view", "remove", { fragment: z.string() }),
  opOf("attachment", ["add", "update"], { attachment: item, upload_space_used: z.number() }),
  opOf("attachment", "remove", {
    attachment: openObject({ id: z.number() }),
    upload_space_used: z.number(),
  }),
  eventOf("alert_words", { alert_words: z.array(z.string()) }),
  eventOf("muted_users", { muted_users: z.array(openObject({ id: z.number(), timestamp: z.number() })) }),
  /** The older form of `user_topic`. */
  eventOf("muted_topics", { muted_topics: z.array(z.array(z.unknown())) }),
  opOf("user_settings", "update", { property: z.string(), value: z.unknown() }),
  eventOf("has_zoom_token", { value: z.boolean() }),
  eventOf("has_webex_token", { value: z.boolean() }),
  eventOf("push_device", {
    push_account_id: z.union([z.string(), z.number()]),
    status: z.string(),
    error_code: z.string().nullish(),
  }),
  opOf("device", ["add", "update", "remove"], { device_id: z.number() }),
  eventOf("onboarding_steps", { onboarding_steps: items }),
] as const;
