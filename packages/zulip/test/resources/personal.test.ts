import { BadRequestError, InvalidInputError, NotFoundError } from "@platformq/resilience";
import { describe, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";
import { checkThinEndpoint, type ThinEndpoint } from "../thin-endpoint.js";

const ANNA = 11;
const draft = { type: "private", to: [ANNA], topic: "", content: "Hi" } as const;
const TOMORROW = Math.floor(Date.now() / 1000) + 86_400;
const snippet = { title: "Greeting", content: "Hello" };
const starred = { fragment: "narrow/is/starred", is_pinned: true };
const direct = { type: "direct", to: [ANNA], content: "Later" } as const;
const scheduled = { ...direct, scheduled_delivery_timestamp: TOMORROW };

const endpoints: Record<string, ThinEndpoint> = {
  "drafts.create": {
    call: (zulip) => zulip.drafts.create([draft]),
    sends: "POST drafts",
    with: { drafts: JSON.stringify([draft]) },
    gives: [expect.any(Number)],
  },
  "drafts.list": {
    before: (zulip) => zulip.drafts.create([draft]),
    call: (zulip) => zulip.drafts.list(),
    sends: "GET drafts",
    gives: { items: [draft], total: 1 },
  },
  "drafts.update": {
    before: (zulip) => zulip.drafts.create([draft]),
    call: (zulip) => zulip.drafts.update(1, { ...draft, content: "Ho" }),
    sends: "PATCH drafts/1",
    with: { draft: JSON.stringify({ ...draft, content: "Ho" }) },
  },
  "drafts.delete": {
    before: (zulip) => zulip.drafts.create([draft]),
    call: (zulip) => zulip.drafts.delete(1),
    sends: "DELETE drafts/1",
  },
  "scheduledMessages.create": {
    call: (zulip) => zulip.scheduledMessages.create(scheduled),
    sends: "POST scheduled_messages",
    with: {
      type: "direct",
      to: "[11]",
      content: "Later",
      scheduled_delivery_timestamp: String(TOMORROW),
    },
    gives: 1,
  },
  "scheduledMessages.list": {
    before: (zulip) => zulip.scheduledMessages.create(scheduled),
    call: (zulip) => zulip.scheduledMessages.list(),
    sends: "GET scheduled_messages",
    gives: { items: [{ scheduled_message_id: 1, to: [ANNA], failed: false }] },
  },
  "scheduledMessages.update": {
    before: (zulip) => zulip.scheduledMessages.create(scheduled),
    call: (zulip) => zulip.scheduledMessages.update(1, { content: "Sooner" }),
    sends: "PATCH scheduled_messages/1",
    with: { content: "Sooner" },
  },
  "scheduledMessages.delete": {
    before: (zulip) => zulip.scheduledMessages.create(scheduled),
    call: (zulip) => zulip.scheduledMessages.delete(1),
    sends: "DELETE scheduled_messages/1",
  },
  "reminders.create": {
    before: (zulip) => zulip.messages.send(direct),
    call: (zulip) =>
      zulip.reminders.create({ message_id: 1, scheduled_delivery_timestamp: TOMORROW, note: "!" }),
    sends: "POST reminders",
    with: { message_id: "1", scheduled_delivery_timestamp: String(TOMORROW), note: "!" },
    gives: 2,
  },
  "reminders.list": {
    before: async (zulip) => {
      await zulip.messages.send(direct);
      await zulip.reminders.create({ message_id: 1, scheduled_delivery_timestamp: TOMORROW });
    },
    call: (zulip) => zulip.reminders.list(),
    sends: "GET reminders",
    gives: { items: [{ reminder_id: 2, reminder_target_message_id: 1 }] },
  },
  "reminders.delete": {
    before: async (zulip) => {
      await zulip.messages.send(direct);
      await zulip.reminders.create({ message_id: 1, scheduled_delivery_timestamp: TOMORROW });
    },
    call: (zulip) => zulip.reminders.delete(2),
    sends: "DELETE reminders/2",
  },
  "savedSnippets.create": {
    call: (zulip) => zulip.savedSnippets.create(snippet),
    sends: "POST saved_snippets",
    with: snippet,
    gives: 1,
  },
  "savedSnippets.list": {
    before: (zulip) => zulip.savedSnippets.create(snippet),
    call: (zulip) => zulip.savedSnippets.list(),
    sends: "GET saved_snippets",
    gives: { items: [{ id: 1, ...snippet }] },
  },
  "savedSnippets.update": {
    before: (zulip) => zulip.savedSnippets.create(snippet),
    call: (zulip) => zulip.savedSnippets.update(1, { title: "Bye" }),
    sends: "PATCH saved_snippets/1",
    with: { title: "Bye" },
  },
  "savedSnippets.delete": {
    before: (zulip) => zulip.savedSnippets.create(snippet),
    call: (zulip) => zulip.savedSnippets.delete(1),
    sends: "DELETE saved_snippets/1",
  },
  "navigationViews.add": {
    call: (zulip) => zulip.navigationViews.add(starred),
    sends: "POST navigation_views",
    with: { fragment: "narrow/is/starred", is_pinned: "true" },
  },
  "navigationViews.list": {
    before: (zulip) => zulip.navigationViews.add(starred),
    call: (zulip) => zulip.navigationViews.list(),
    sends: "GET navigation_views",
    gives: { items: [starred] },
  },
  "navigationViews.update": {
    before: (zulip) => zulip.navigationViews.add(starred),
    call: (zulip) => zulip.navigationViews.update(starred.fragment, { is_pinned: false }),
    sends: "PATCH navigation_views/narrow%2Fis%2Fstarred",
    with: { is_pinned: "false" },
  },
  "navigationViews.remove": {
    before: (zulip) => zulip.navigationViews.add(starred),
    call: (zulip) => zulip.navigationViews.remove(starred.fragment),
    sends: "DELETE navigation_views/narrow%2Fis%2Fstarred",
  },
  "alertWords.add": {
    call: (zulip) => zulip.alertWords.add(["help", "fire"]),
    sends: "POST users/me/alert_words",
    with: { alert_words: '["help","fire"]' },
    gives: ["help", "fire"],
  },
  "alertWords.list": {
    before: (zulip) => zulip.alertWords.add(["help"]),
    call: (zulip) => zulip.alertWords.list(),
    sends: "GET users/me/alert_words",
    gives: ["help"],
  },
  "alertWords.remove": {
    before: (zulip) => zulip.alertWords.add(["help", "fire"]),
    call: (zulip) => zulip.alertWords.remove(["help"]),
    sends: "DELETE users/me/alert_words",
    with: { alert_words: '["help"]' },
    gives: ["fire"],
  },
  "mutedUsers.mute": {
    call: (zulip) => zulip.mutedUsers.mute(ANNA),
    sends: "POST users/me/muted_users/11",
  },
  "mutedUsers.unmute": {
    before: (zulip) => zulip.mutedUsers.mute(ANNA),
    call: (zulip) => zulip.mutedUsers.unmute(ANNA),
    sends: "DELETE users/me/muted_users/11",
  },
  "userStatus.update": {
    call: (zulip) => zulip.userStatus.update({ status_text: "out", emoji_name: "car" }),
    sends: "POST users/me/status",
    with: { status_text: "out", emoji_name: "car" },
  },
  "userStatus.updateFor": {
    call: (zulip) => zulip.userStatus.updateFor(ANNA, { status_text: "out" }),
    sends: "POST users/11/status",
    with: { status_text: "out" },
  },
  "userStatus.get": {
    before: (zulip) => zulip.userStatus.updateFor(ANNA, { status_text: "out" }),
    call: (zulip) => zulip.userStatus.get(ANNA),
    sends: "GET users/11/status",
    gives: { status_text: "out" },
  },
  "presence.update": {
    call: (zulip) => zulip.presence.update({ status: "active", last_update_id: -1 }),
    sends: "POST users/me/presence",
    with: { status: "active", last_update_id: "-1" },
    gives: { presence_last_update_id: 1, presences: { 10: { active_timestamp: expect.any(Number) } } },
  },
  "presence.ofUser": {
    before: (zulip) => zulip.presence.update({ status: "idle", ping_only: true }),
    call: (zulip) => zulip.presence.ofUser("admin@example.com"),
    sends: "GET users/admin%40example.com/presence",
    gives: { aggregated: { status: "idle" } },
  },
  "presence.ofAll": {
    before: (zulip) => zulip.presence.update({ status: "idle" }),
    call: (zulip) => zulip.presence.ofAll(),
    sends: "GET realm/presence",
    gives: { presences: { "admin@example.com": { website: { status: "idle" } } } },
  },
  "settings.update": {
    call: (zulip) => zulip.settings.update({ full_name: "Ada", twenty_four_hour_time: true }),
    sends: "PATCH settings",
    with: { full_name: "Ada", twenty_four_hour_time: "true" },
  },
  "settings.updateProfile": {
    call: (zulip) => zulip.settings.updateProfile([{ id: 1, value: "0123" }]),
    sends: "PATCH users/me/profile_data",
    with: { data: '[{"id":1,"value":"0123"}]' },
  },
  "settings.removeProfile": {
    call: (zulip) => zulip.settings.removeProfile([1]),
    sends: "DELETE users/me/profile_data",
    with: { data: "[1]" },
  },
};

test.each(Object.entries(endpoints))("%s", (_, endpoint) => checkThinEndpoint(endpoint));

describe("the account's own things", () => {
  test("that are not there are not found", async () => {
    await using server = await startZulip();
    const { drafts, reminders, savedSnippets, scheduledMessages, navigationViews } = server.client;
    for (const missing of [drafts, reminders, savedSnippets, scheduledMessages]) {
      await expect(missing.delete(4040)).rejects.toBeInstanceOf(NotFoundError);
    }
    await expect(navigationViews.remove("nothing")).rejects.toBeInstanceOf(NotFoundError);
  });

  test("a scheduled message is checked like one that is sent", async () => {
    await using server = await startZulip();
    const { scheduledMessages } = server.client;
    const long = scheduledMessages.create({ ...scheduled, content: "x".repeat(10_001) });
    await expect(long).rejects.toThrow("the server takes 10000");
    const nobody = scheduledMessages.create({ ...scheduled, to: [] });
    await expect(nobody).rejects.toBeInstanceOf(InvalidInputError);
    expect(server.fake.requests.some(({ path }) => path.endsWith("/scheduled_messages"))).toBe(false);
    const past = scheduledMessages.create({ ...scheduled, scheduled_delivery_timestamp: 1 });
    await expect(past).rejects.toBeInstanceOf(BadRequestError);
  });

  test("a scheduled message to a channel is called by the name that old servers know", async () => {
    await using server = await startZulip();
    const { channels, scheduledMessages } = server.client;
    const to = await channels.create({ name: "alpha" });
    await scheduledMessages.create({ ...scheduled, type: "channel", to, topic: "t" });
    expect(server.fake.requests.at(-1)?.body).toMatchObject({ type: "stream", to: String(to) });
  });
});
