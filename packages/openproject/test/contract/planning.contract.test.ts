import { NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { durationMs, linkId, where } from "../../src/index.js";
import { openTarget, type Target } from "./openproject.js";

let target: Target;
let project: number;

beforeAll(async () => {
  target = await openTarget();
  const { identifier, client } = target;
  project = (await client.projects.create({ name: identifier, identifier })).id;
});

afterAll(async () => {
  await target.client.projects.delete(target.identifier).catch((error: unknown) => {
    if (!(error instanceof NotFoundError)) throw error;
  });
  await target[Symbol.asyncDispose]();
});

const create = (subject: string) => target.client.workPackages.create({ project, subject, notify: false });

test("a version is made, given to a work package by name, closed", async () => {
  const { versions, workPackages } = target.client;
  const version = await versions.create({ name: "1.0", definingProject: project, endDate: "2030-01-31" });
  const task = await workPackages.create({ project, subject: "Later", version: "1.0", notify: false });
  expect(linkId(task._links.version)).toBe(version.id);
  expect((await versions.update(version.id, { status: "closed", endDate: null })).endDate).toBeNull();
});

test("time is booked, changed and taken back", async () => {
  const { timeEntries } = target.client;
  const workPackage = (await create("Work")).id;
  const [activity] = await timeEntries.activities({ workPackage });
  const params = { workPackage, spentOn: "2026-05-04", hours: { hours: 1.5 }, activity: activity?.href };
  const entry = await timeEntries.create({ ...params, comment: "hard" });
  expect(durationMs(entry.hours ?? "")).toBe(5_400_000);
  expect((await timeEntries.update(entry.id, { hours: "PT2H" })).comment?.raw).toBe("hard");
  await timeEntries.delete(entry.id);
  await expect(timeEntries.get(entry.id)).rejects.toBeInstanceOf(NotFoundError);
});

test("a list goes on over pages, in order, and groups", async () => {
  const { workPackages } = target.client;
  const { id: parent } = await create("Parent");
  for (const subject of ["a", "b", "c"]) {
    await workPackages.create({ project, subject, parent, notify: false });
  }
  const filters = where("parent").is(parent);
  const page = await workPackages.list({ filters, pageSize: 2, sortBy: [["id", "asc"]], groupBy: "status" });
  expect(page).toMatchObject({ total: 3, hasNext: true });
  expect(page.groups.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  const subjects: string[] = [];
  for await (const { subject } of page) subjects.push(subject);
  expect(subjects).toEqual(["a", "b", "c"]);
});

test("a saved query is run, starred and deleted", async () => {
  const { queries } = target.client;
  await create("Findable by a query");
  const filters = where("subject").contains("findable");
  const { id } = await queries.create({ name: target.identifier, project, filters });
  if (typeof id !== "number") throw new Error("the query was not saved");
  expect((await queries.execute(id)).items.map(({ subject }) => subject)).toEqual(["Findable by a query"]);
  await queries.star(id);
  expect((await queries.get(id)).starred).toBe(true);
  await queries.delete(id);
});

test("a file comes back as it was sent", async () => {
  const { attachments } = target.client;
  const { id } = await create("With a file");
  const bytes = Buffer.from("content \u{1F680}");
  const { id: attachmentId } = await attachments.upload("work_packages", id, {
    file: bytes,
    fileName: "a.txt",
  });
  const { body } = await attachments.download(attachmentId);
  expect(Buffer.concat(await body.toArray())).toEqual(bytes);
  await attachments.delete(attachmentId);
  expect((await attachments.list("work_packages", id)).items).toEqual([]);
});

test("somebody watches, and ceases to", async () => {
  const { watchers, users } = target.client;
  const { id } = await create("Watched");
  const me = await users.me();
  await watchers.add(id, { user: "me" });
  expect((await watchers.list(id)).items.map((user) => user.id)).toContain(me.id);
  await watchers.remove(id, me.id);
  expect((await watchers.list(id)).items.map((user) => user.id)).not.toContain(me.id);
});
