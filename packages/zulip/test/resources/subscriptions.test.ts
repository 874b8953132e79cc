import { BadRequestError } from "@platformq/resilience";
import { expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";
import { checkThinEndpoint, type ThinEndpoint } from "../thin-endpoint.js";

const alpha = { subscriptions: [{ name: "alpha" }] };

const endpoints: Record<string, ThinEndpoint> = {
  "subscriptions.update": {
    before: (zulip) => zulip.channels.subscribe(alpha),
    call: (zulip) => zulip.subscriptions.update({ add: [{ name: "beta" }], delete: ["alpha"] }),
    sends: "PATCH users/me/subscriptions",
    with: { add: '[{"name":"beta"}]', delete: '["alpha"]' },
    gives: { subscribed: { 10: ["beta"] }, removed: ["alpha"] },
  },
  "subscriptions.updateSettings": {
    before: (zulip) => zulip.channels.subscribe(alpha),
    call: (zulip) => zulip.subscriptions.updateSettings([{ stream_id: 1, property: "color", value: "#fff" }]),
    sends: "POST users/me/subscriptions/properties",
    with: { subscription_data: '[{"stream_id":1,"property":"color","value":"#fff"}]' },
  },
  "subscriptions.updateProperty": {
    before: (zulip) => zulip.channels.subscribe(alpha),
    call: (zulip) => zulip.subscriptions.updateProperty(1, { property: "color", value: "#fff" }),
    sends: "POST users/me/subscriptions/properties",
    with: { subscription_data: '[{"stream_id":1,"property":"color","value":"#fff"}]' },
  },
  "subscriptions.isSubscribed": {
    before: (zulip) => zulip.channels.subscribe(alpha),
    call: (zulip) => zulip.subscriptions.isSubscribed(11, 1),
    sends: "GET users/11/subscriptions/1",
    gives: false,
  },
  "subscriptions.ofUser": {
    call: (zulip) => zulip.subscriptions.ofUser(11),
    sends: "GET users/11/channels",
    answer: { subscribed_channel_ids: [3] },
    gives: [3],
  },
  "channelFolders.create": {
    call: (zulip) => zulip.channelFolders.create({ name: "Work", description: "All of it" }),
    sends: "POST channel_folders/create",
    with: { name: "Work", description: "All of it" },
    gives: 1,
  },
  "channelFolders.list": {
    before: (zulip) => zulip.channelFolders.create({ name: "Work" }),
    call: (zulip) => zulip.channelFolders.list({ include_archived: true }),
    sends: "GET channel_folders",
    with: { include_archived: "true" },
    gives: { items: [{ id: 1, name: "Work", is_archived: false }] },
  },
  "channelFolders.update": {
    before: (zulip) => zulip.channelFolders.create({ name: "Work" }),
    call: (zulip) => zulip.channelFolders.update(1, { is_archived: true }),
    sends: "PATCH channel_folders/1",
    with: { is_archived: "true" },
  },
  "channelFolders.reorder": {
    before: (zulip) => zulip.channelFolders.create({ name: "Work" }),
    call: (zulip) => zulip.channelFolders.reorder([1]),
    sends: "PATCH channel_folders",
    with: { order: "[1]" },
  },
  "defaultChannels.add": {
    before: (zulip) => zulip.channels.subscribe(alpha),
    call: (zulip) => zulip.defaultChannels.add(1),
    sends: "POST default_streams",
    with: { stream_id: "1" },
  },
  "defaultChannels.remove": {
    before: (zulip) => zulip.channels.subscribe(alpha),
    call: (zulip) => zulip.defaultChannels.remove(1),
    sends: "DELETE default_streams",
    with: { stream_id: "1" },
  },
};

test.each(Object.entries(endpoints))("%s", (_, endpoint) => checkThinEndpoint(endpoint));

test("settings are for channels one is subscribed to", async () => {
  await using server = await startZulip();
  const stream_id = await server.client.channels.create({ name: "alpha" });
  const setting = { stream_id, property: "is_muted", value: true };
  await expect(server.client.subscriptions.updateSettings([setting])).rejects.toBeInstanceOf(BadRequestError);
});
