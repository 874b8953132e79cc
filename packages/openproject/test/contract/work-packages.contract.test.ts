import { NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linkId, UpdateConflictError, where } from "../../src/index.js";
import { openTarget, type Target } from "./openproject.js";

let target: Target;

beforeAll(async () => {
  target = await openTarget();
  await target.client.projects.create({ name: target.identifier, identifier: target.identifier });
});

afterAll(async () => {
  await target.client.projects.delete(target.identifier).catch((error: unknown) => {
    if (!(error instanceof NotFoundError)) throw error;
  });
  await target[Symbol.asyncDispose]();
});

const create = (subject: string) =>
  target.client.workPackages.create({ project: target.identifier, subject, notify: false });

test("a work package keeps its text and takes names", async () => {
  const { client } = target;
  const [status] = (await client.statuses.list()).items;
  if (status === undefined) throw new Error("the server has no status");
  const created = await client.workPackages.create({
    project: target.identifier,
    subject: "A task",
    description: "**bold**",
    status: status.name,
    estimatedTime: { hours: 1.5 },
    notify: false,
  });
  expect(created).toMatchObject({ description: { raw: "**bold**" }, estimatedTime: "PT1H30M" });
  expect(linkId(created._links.status)).toBe(status.id);
});

test("a work package is changed without a lock version, and a conflict is one", async () => {
  const { workPackages } = target.client;
  const { id } = await create("One");
  expect((await workPackages.update(id, { subject: "Two" }, { notify: false })).subject).toBe("Two");
  const race = async () => {
    await workPackages.update(id, { subject: "Theirs" }, { notify: false });
    return { subject: "Ours" };
  };
  // The function is asked anew each time, and each time somebody else is faster.
  await expect(workPackages.update(id, race, { notify: false })).rejects.toBeInstanceOf(UpdateConflictError);
});

test("a form says what is wrong", async () => {
  const form = await target.client.workPackages.validate({ project: target.identifier, subject: "" });
  expect(form.errors.map(({ attribute }) => attribute)).toContain("subject");
});

test("a comment, a relation and a file are added", async () => {
  const { client } = target;
  const [one, other] = [await create("One"), await create("Other")];
  const comment = await client.activities.comment(one.id, { comment: "*Hello*", notify: false });
  expect(comment.comment.raw).toBe("*Hello*");
  expect((await client.activities.update(comment.id, { comment: "Bye" })).comment.raw).toBe("Bye");
  const relation = await client.relations.create(one.id, { to: other.id, type: "follows" });
  expect(linkId(relation._links.from)).toBe(one.id);
  const file = { file: Buffer.from("content"), fileName: "a.txt", description: "kept" };
  const attachment = await client.attachments.upload("work_packages", one.id, file);
  expect(attachment.description?.raw).toBe("kept");
});

test("lists have closed work packages, too, and go by conditions", async () => {
  const { client } = target;
  const { id } = await create("Findable");
  const filters = where("id").is(id).and("subject").contains("findable");
  expect((await client.workPackages.list({ filters })).items.map((item) => item.id)).toEqual([id]);
});
