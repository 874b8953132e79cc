import { ConflictError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { linkId, type OpenProjectClient, where } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";
import { seedRecord } from "../seed-record.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let client: OpenProjectClient;
let one: number;
let other: number;

beforeEach(async () => {
  server = await startOpenProject();
  client = server.client;
  await client.projects.create({ name: "Apollo" });
  await client.memberships.create({ principal: "anna", project: "apollo", roles: ["Member"] });
  one = (await client.workPackages.create({ project: "apollo", subject: "one" })).id;
  other = (await client.workPackages.create({ project: "apollo", subject: "other" })).id;
  return () => server[Symbol.asyncDispose]();
});

describe("activities", () => {
  test("comment writes Markdown and keeps the e-mails back", async () => {
    const comment = await client.activities.comment(one, {
      comment: "Look **here**",
      internal: true,
      notify: false,
    });
    expect(comment).toMatchObject({
      _type: "Activity::Comment",
      comment: { raw: "Look **here**" },
      internal: true,
    });
    expect(server.fake.requests.at(-1)?.query).toEqual({ notify: "false" });
    const { items } = await client.activities.list(one);
    expect(items.map(({ _type }) => _type)).toEqual(["Activity", "Activity::Comment"]);
    expect(await client.activities.get(comment.id)).toEqual(comment);
  });

  test("comment is not repeated after an unknown outcome", async () => {
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    const comment = client.activities.comment(one, { comment: "once" });
    await expect(comment).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
  });

  test.each([
    ["newer", false],
    ["older", true],
  ])("update speaks to %s servers", async (_, plainComments) => {
    server.fake.state.plainComments = plainComments;
    const { id } = await client.activities.comment(one, { comment: "first" });
    expect((await client.activities.update(id, { comment: "second" })).comment.raw).toBe("second");
  });

  test("reactions are put and taken back, and a toggle is never repeated", async () => {
    const { id } = await client.activities.comment(one, { comment: "nice" });
    await client.activities.toggleEmojiReaction(id, { reaction: "heart" });
    expect((await client.activities.emojiReactions(id)).items).toMatchObject([
      { reaction: "heart", reactionsCount: 1 },
    ]);
    expect((await client.activities.emojiReactionsOf(one)).items).toHaveLength(1);
    server.faults.next({ match: "PATCH", reset: "before-response", handled: true });
    const toggle = client.activities.toggleEmojiReaction(id, { reaction: "heart" });
    await expect(toggle).rejects.toMatchObject({ outcome: "unknown" });
    expect((await client.activities.emojiReactions(id)).items).toEqual([]);
  });
});

describe("watchers", () => {
  test("are added by name, more than once if need be, and removed", async () => {
    expect((await client.workPackages.availableWatchers(one)).items.map(({ id }) => id)).toEqual([5]);
    expect((await client.watchers.add(one, { user: "anna" })).id).toBe(5);
    await client.watchers.add(one, { user: 5 });
    expect((await client.watchers.list(one)).items.map(({ id }) => id)).toEqual([5]);
    await client.watchers.remove(one, 5);
    await expect(client.watchers.remove(one, 5)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("relations", () => {
  test("are created, found from both ends, changed and deleted", async () => {
    const relation = await client.relations.create(one, { to: other, type: "follows", lag: 2 });
    expect(relation).toMatchObject({ type: "follows", reverseType: "precedes", lag: 2 });
    expect(linkId(relation._links.from)).toBe(one);
    expect((await client.relations.listOf(other)).items).toEqual([relation]);
    const found = await client.relations.list({ filters: where("involved").is(one) });
    expect(found.items).toEqual([relation]);
    expect(await client.relations.update(relation.id, { lag: 3 })).toMatchObject({ lag: 3 });
    expect((await client.relations.get(relation.id)).lag).toBe(3);
    const again = client.relations.create(one, { to: other, type: "blocks" });
    await expect(again).rejects.toBeInstanceOf(ConflictError);
    await client.relations.delete(relation.id);
    expect((await client.relations.listOf(one)).items).toEqual([]);
  });

  test("of some types come back the other way round", async () => {
    const relation = await client.relations.create(one, { to: other, type: "precedes" });
    expect(relation).toMatchObject({ type: "follows", reverseType: "precedes" });
    expect(linkId(relation._links.from)).toBe(other);
  });

  test("have candidates", async () => {
    const { items } = await client.workPackages.availableRelationCandidates(one, { query: "oth" });
    expect(items.map(({ id }) => id)).toEqual([other]);
  });
});

describe("reminders", () => {
  test("are set once per work package, changed and deleted", async () => {
    const remindAt = new Date("2026-12-01T09:00:00Z");
    const reminder = await client.reminders.create(one, { remindAt, note: "call" });
    expect(reminder).toMatchObject({ note: "call", remindAt: "2026-12-01T09:00:00.000Z" });
    await expect(client.reminders.create(one, { remindAt })).rejects.toBeInstanceOf(ConflictError);
    expect((await client.reminders.listOf(one)).items).toHaveLength(1);
    expect((await client.reminders.update(reminder.id, { note: "write" })).note).toBe("write");
    await client.reminders.delete(reminder.id);
    expect((await client.reminders.list()).items).toEqual([]);
  });
});

describe("notifications", () => {
  test("are marked one by one, or all that meet a filter", async () => {
    const links = { project: "/projects/21", resource: `/work_packages/${one}` };
    const mention = seedRecord(server, "/notifications", { reason: "mentioned", readIAN: false }, links);
    const watch = seedRecord(server, "/notifications", { reason: "watched", readIAN: false }, links);
    const read = async () => (await client.notifications.list()).items.map(({ readIAN }) => readIAN);
    await client.notifications.markRead(mention);
    expect(await read()).toEqual([true, false]);
    await client.notifications.markAllRead({ filters: where("reason").is("watched") });
    expect(await read()).toEqual([true, true]);
    await client.notifications.markUnread(watch);
    expect((await client.notifications.get(watch)).readIAN).toBe(false);
    await client.notifications.markAllUnread({ filters: [] });
    expect(await read()).toEqual([false, false]);
    expect(await client.notifications.getDetail(mention, 0)).toMatchObject({ property: "startDate" });
    expect((await client.notifications.valuesSchema("startDate")).has("value")).toBe(true);
  });
});

describe("custom actions", () => {
  test("are executed on a work package as it is", async () => {
    const id = seedRecord(server, "/custom_actions", { name: "Close", statusId: 3 });
    expect((await client.customActions.get(id)).name).toBe("Close");
    const changed = await client.customActions.execute(id, { workPackage: one });
    expect(changed).toMatchObject({ lockVersion: 1, _links: { status: { title: "Closed" } } });
  });
});
