import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { narrow, type ZulipClient } from "@platformq/zulip";
import type { Check, Trial } from "./check.js";

/** No test message is delivered later than the end of the run: it is deleted before. */
const TOMORROW_S = 86_400;
const MESSAGES = { type: "channel", topic: "check" } as const;

/** What the server is and can. */
export async function describeZulip(client: ZulipClient): Promise<Record<string, string>> {
  const settings = await client.server.settings();
  return {
    organization: settings.realm_name ?? "not told",
    "feature level": String(settings.zulip_feature_level),
    "push notifications": settings.push_notifications_enabled ? "on" : "off",
  };
}

/** Goes through channels, messages and what is personal, in a private channel of its own with nobody else in it. */
export function zulipChecks({ client, name, cleanup }: Trial<ZulipClient>): readonly Check[] {
  let to = 0;
  const send = async (content: string): Promise<number> =>
    (await client.messages.send({ ...MESSAGES, to, content })).id;
  return [
    {
      area: "Channel",
      essential: true,
      async run() {
        const { user_id } = await client.users.me();
        await client.channels.subscribe({
          subscriptions: [{ name, description: "A check; it will be archived" }],
          invite_only: true,
        });
        to = await client.channels.getId(name);
        cleanup.add(`channel ${name}`, () => client.channels.archive(to));
        assert.deepEqual(await client.channels.subscribers(to), [user_id]);
        return "created private, subscribed to";
      },
    },
    {
      area: "Messages",
      async run() {
        const id = await send("**Hello**");
        await client.messages.update(id, { content: "Good bye" });
        const { content } = await client.messages.get(id, { apply_markdown: false });
        assert.equal(content, "Good bye");
        return "sent, edited, read";
      },
    },
    {
      area: "History",
      async run() {
        const ids = [await send("1"), await send("2")];
        const { items } = await client.messages.list({ narrow: narrow.channel(to).topic(MESSAGES.topic) });
        const found = new Set(items.map(({ id }) => id));
        assert(
          ids.every((id) => found.has(id)),
          "What was sent was not found",
        );
        return `${items.length} found by channel and topic`;
      },
    },
    {
      area: "Reactions and flags",
      async run() {
        const id = await send("React to this");
        await client.reactions.add(id, { emoji_name: "tada" });
        await client.messageFlags.update({ messages: [id], op: "add", flag: "starred" });
        const { reactions } = await client.messages.get(id);
        assert.equal(reactions.length, 1);
        await client.messageFlags.update({ messages: [id], op: "remove", flag: "starred" });
        return "added, starred";
      },
    },
    {
      area: "Topics",
      async run() {
        const id = await send("To be moved");
        await client.messages.update(id, { topic: "moved", propagate_mode: "change_one" });
        const { items } = await client.topics.list(to);
        assert(
          items.some((topic) => topic.name === "moved"),
          "The new topic is not listed",
        );
        return "a message moved";
      },
    },
    {
      area: "Direct messages",
      async run() {
        const { user_id } = await client.users.me();
        const { id } = await client.messages.send({ type: "direct", to: [user_id], content: "A check" });
        cleanup.add("direct message to the account itself", () => client.messages.delete(id));
        return "sent to the account itself";
      },
    },
    {
      area: "Events",
      async run() {
        const events = client.events.stream({ event_types: ["message"], narrow: narrow.channel(name) });
        await events.ready();
        const id = await send("An event");
        const started = performance.now();
        for await (const event of events) {
          if (event.type === "message" && event.message.id === id) break;
        }
        return `came after ${Math.round(performance.now() - started)} ms`;
      },
    },
    {
      area: "Files",
      async run() {
        const { url } = await client.uploads.upload(new TextEncoder().encode("Grüße"), {
          filename: "grüße.txt",
        });
        const { items } = await client.uploads.list();
        const attachment = items.find(({ path_id }) => url.endsWith(path_id));
        if (attachment) cleanup.add(`file ${url}`, () => client.uploads.delete(attachment.id));
        assert.equal(await text((await client.uploads.download(url)).body), "Grüße");
        return "there and back";
      },
    },
    {
      area: "Drafts",
      async run() {
        const [id] = await client.drafts.create([
          { type: "stream", to: [to], topic: MESSAGES.topic, content: "Later" },
        ]);
        assert(id !== undefined, "No draft was made");
        cleanup.add("draft", () => client.drafts.delete(id));
        const { items } = await client.drafts.list();
        assert(
          items.some((draft) => draft.id === id),
          "The draft is not listed",
        );
        return "kept";
      },
    },
    {
      area: "Scheduled messages",
      async run() {
        const id = await client.scheduledMessages.create({
          ...MESSAGES,
          to,
          content: "Tomorrow",
          scheduled_delivery_timestamp: Math.floor(Date.now() / 1000) + TOMORROW_S,
        });
        cleanup.add("scheduled message", () => client.scheduledMessages.delete(id));
        const { items } = await client.scheduledMessages.list();
        assert(
          items.some((message) => message.scheduled_message_id === id),
          "It is not listed",
        );
        return "scheduled, taken back at the end";
      },
    },
    {
      area: "Users and groups",
      async run() {
        const users = await client.users.list();
        const groups = await client.userGroups.list();
        return `${users.items.length} users, ${groups.items.length} groups`;
      },
    },
  ];
}
