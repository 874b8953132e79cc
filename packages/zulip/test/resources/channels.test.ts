import { BadRequestError, ConflictError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let channels: (typeof server)["client"]["channels"];

beforeEach(async () => {
  server = await startZulip();
  channels = server.client.channels;
  return () => server[Symbol.asyncDispose]();
});

const ANNA = 11;
const BEN = 12;

describe("subscribe", () => {
  test("creates the channel and subscribes people by id", async () => {
    const { subscribed, already_subscribed } = await channels.subscribe({
      subscriptions: [{ name: "alpha", description: "All of alpha" }],
      principals: [ANNA, BEN],
      invite_only: true,
    });
    expect(subscribed).toEqual({ [ANNA]: ["alpha"], [BEN]: ["alpha"] });
    expect(already_subscribed).toEqual({});
    // By its name nobody finds a private channel who is not in it.
    await expect(channels.getId("ALPHA")).rejects.toBeInstanceOf(NotFoundError);
    const [stream] = server.fake.state.streams.values();
    const channel = await channels.get(stream?.stream_id ?? 0);
    expect(channel).toMatchObject({ name: "alpha", description: "All of alpha", invite_only: true });
    expect(await channels.subscribers(channel.stream_id)).toEqual([ANNA, BEN]);
  });

  test("says who was subscribed already", async () => {
    await channels.subscribe({ subscriptions: [{ name: "alpha" }], principals: [ANNA] });
    const again = await channels.subscribe({ subscriptions: [{ name: "alpha" }], principals: [ANNA, BEN] });
    expect(again.already_subscribed).toEqual({ [ANNA]: ["alpha"] });
    expect(again.subscribed).toEqual({ [BEN]: ["alpha"] });
  });

  test("is repeated after a lost answer, since that changes nothing", async () => {
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    const { already_subscribed } = await channels.subscribe({ subscriptions: [{ name: "alpha" }] });
    expect(Object.values(already_subscribed)).toEqual([["alpha"]]);
    expect(server.fake.state.streams.size).toBe(1);
  });

  test("quotes a setting that may be a number or a word", async () => {
    await channels.subscribe({ subscriptions: [{ name: "kept" }], message_retention_days: "unlimited" });
    expect(server.fake.requests.at(-1)?.body).toMatchObject({ message_retention_days: '"unlimited"' });
  });

  test("refuses people who do not exist", async () => {
    const subscription = channels.subscribe({ subscriptions: [{ name: "alpha" }], principals: [4040] });
    await expect(subscription).rejects.toBeInstanceOf(BadRequestError);
  });
});

test("unsubscribe says what it did", async () => {
  await channels.subscribe({ subscriptions: [{ name: "alpha" }], principals: [ANNA] });
  const params = { subscriptions: ["alpha"], principals: [ANNA] };
  expect(await channels.unsubscribe(params)).toMatchObject({ removed: ["alpha"], not_removed: [] });
  expect(await channels.unsubscribe(params)).toMatchObject({ removed: [], not_removed: ["alpha"] });
});

test("list and subscriptions give what the account sees and what it reads", async () => {
  await channels.subscribe({ subscriptions: [{ name: "mine" }] });
  await channels.subscribe({ subscriptions: [{ name: "theirs" }], principals: [ANNA] });
  const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);
  expect(names((await channels.list()).items)).toEqual(["mine", "theirs"]);
  const subscriptions = await channels.subscriptions({ include_subscribers: true });
  expect(names(subscriptions.items)).toEqual(["mine"]);
  expect(subscriptions.items[0]?.subscribers).toHaveLength(1);
});

test("an archived channel is no longer listed", async () => {
  await channels.subscribe({ subscriptions: [{ name: "old" }] });
  await channels.archive(await channels.getId("old"));
  expect((await channels.list()).items).toEqual([]);
});

test("a channel that does not exist is not found, by name and by id", async () => {
  await expect(channels.getId("nothing")).rejects.toBeInstanceOf(NotFoundError);
  await expect(channels.get(4040)).rejects.toBeInstanceOf(NotFoundError);
});

describe("create", () => {
  test("makes a channel with everything it is given", async () => {
    const id = await channels.create({
      name: "alpha",
      description: "All of alpha",
      subscribers: [ANNA],
      invite_only: true,
      message_retention_days: "unlimited",
    });
    expect(server.fake.requests.at(-1)).toMatchObject({
      path: "/api/v1/channels/create",
      body: { subscribers: "[11]", message_retention_days: '"unlimited"' },
    });
    expect(await channels.get(id)).toMatchObject({ name: "alpha", invite_only: true });
    expect(await channels.subscribers(id)).toEqual([ANNA]);
    await expect(channels.create({ name: "alpha" })).rejects.toBeInstanceOf(BadRequestError);
  });

  test("puts the old posting policy as the group that means the same", async () => {
    await channels.create({ name: "alpha", stream_post_policy: 2 });
    const { path, body } = server.fake.requests.at(-1) ?? {};
    expect(path).toBe("/api/v1/channels/create");
    expect(body).toMatchObject({ can_send_message_group: "2" });
    expect(body).not.toHaveProperty("stream_post_policy");
  });

  test("goes by subscribing on servers that have no other way", async () => {
    old(277);
    const id = await channels.create({
      name: "alpha",
      description: "Alpha",
      subscribers: [ANNA],
      stream_post_policy: 4,
    });
    expect(server.fake.requests.map(({ path }) => path)).not.toContain("/api/v1/channels/create");
    const subscribing = server.fake.requests.find(({ path }) => path.endsWith("/subscriptions"));
    expect(subscribing?.body).toMatchObject({ stream_post_policy: "4" });
    expect(await channels.get(id)).toMatchObject({ name: "alpha", description: "Alpha" });
    expect(await channels.subscribers(id)).toEqual([ANNA]);
  });
});

describe("update", () => {
  test("changes what it is given, and null takes the channel out of its folder", async () => {
    const id = await channels.create({ name: "alpha", folder_id: 1 });
    await channels.update(id, { new_name: "beta", folder_id: null, message_retention_days: "realm_default" });
    expect(server.fake.requests.at(-1)?.body).toEqual({
      new_name: "beta",
      folder_id: "null",
      message_retention_days: '"realm_default"',
    });
    expect(await channels.get(id)).toMatchObject({ name: "beta", folder_id: null });
  });

  test("changes a permission only from what was expected", async () => {
    const id = await channels.create({ name: "alpha" });
    await channels.update(id, { can_send_message_group: { new: 2 } });
    await channels.update(id, { can_send_message_group: { new: 3, old: 2 } });
    const stale = channels.update(id, { can_send_message_group: { new: 4, old: 2 } });
    await expect(stale).rejects.toBeInstanceOf(ConflictError);
    expect(await channels.get(id)).toMatchObject({ can_send_message_group: 3 });
  });

  test("puts the old posting policy as the group that means the same", async () => {
    const id = await channels.create({ name: "alpha" });
    await channels.update(id, { stream_post_policy: 4 });
    const group = (await server.client.userGroups.list()).items.find(
      ({ name }) => name === "role:moderators",
    );
    expect(await channels.get(id)).toMatchObject({ can_send_message_group: group?.id });
    const update = server.fake.requests.findLast(({ method }) => method === "PATCH");
    expect(update?.body).toEqual({ can_send_message_group: JSON.stringify({ new: group?.id }) });
    await channels.subscribe({ subscriptions: [{ name: "beta" }], stream_post_policy: 2 });
    expect(server.fake.requests.at(-1)?.body).toMatchObject({ can_send_message_group: "2" });
  });

  test("leaves the posting policy to servers that know it", async () => {
    old(237);
    const id = await channels.create({ name: "alpha" });
    await channels.update(id, { stream_post_policy: 2 });
    expect(server.fake.requests.at(-1)?.body).toEqual({ stream_post_policy: "2" });
  });
});

test("emailAddress gives where to write to", async () => {
  const id = await channels.create({ name: "alpha" });
  expect(await channels.emailAddress(id)).toContain("@");
});

/** Lets the server be one of an earlier feature level. */
function old(zulip_feature_level: number): void {
  const body = { result: "success", msg: "", zulip_version: "8.0", zulip_feature_level };
  server.faults.next({ match: "server_settings", status: 200, body });
}
