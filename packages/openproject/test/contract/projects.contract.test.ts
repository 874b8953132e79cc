import { NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linkId, Project } from "../../src/index.js";
import { openTarget, type Target } from "./openproject.js";

let target: Target;
let copied: string;

beforeAll(async () => {
  target = await openTarget();
  copied = `${target.identifier}-copy`;
  const { projects } = target.client;
  await projects.create({ name: target.identifier, identifier: target.identifier });
});

afterAll(async () => {
  for (const identifier of [copied, target.identifier]) {
    await target.client.projects.delete(identifier).catch((error: unknown) => {
      if (!(error instanceof NotFoundError)) throw error;
    });
  }
  await target[Symbol.asyncDispose]();
});

test("a project is copied in the background, with its work packages", async () => {
  const { client, identifier } = target;
  await client.workPackages.create({ project: identifier, subject: "Copied", notify: false });
  const params = { name: copied, identifier: copied, copyMembers: false, notify: false };
  const { jobId } = await client.projects.copy(identifier, params);
  const { payload } = await client.jobStatuses.wait(jobId, { pollMs: 50 });
  const project = await client.follow(payload?._links?.project, Project);
  expect(project.identifier).toBe(copied);
  const { items } = await client.workPackages.listInProject(project.id);
  expect(items.map(({ subject }) => subject)).toEqual(["Copied"]);
});

test("a project is put away, brought back and put below another", async () => {
  const { projects } = target.client;
  const { id } = await projects.get(target.identifier);
  expect((await projects.archive(id)).active).toBe(false);
  expect((await projects.unarchive(id)).active).toBe(true);
  const child = await projects.create({ name: `${target.identifier} child`, parent: id });
  expect(linkId(child._links.parent)).toBe(id);
  await projects.delete(child.id);
  await projects.waitUntilDeleted(child.id, { pollMs: 50 });
  await expect(projects.get(child.id)).rejects.toBeInstanceOf(NotFoundError);
});

test("a form says what is wrong with a copy, and writes nothing", async () => {
  const { projects } = target.client;
  const form = await projects.validateCopy(target.identifier, { name: "", identifier: target.identifier });
  expect(form.errors.map(({ attribute }) => attribute)).toContain("identifier");
});
