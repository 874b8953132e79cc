import { BadRequestError, NotFoundError } from "@platformq/resilience";
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
    const channel = await channels.get(await channels.getId("ALPHA"));
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
