import { ForbiddenError, InvalidInputError, NotFoundError, UnauthorizedError } from "@platformq/resilience";
import { beforeAll, describe, expect, test } from "vitest";
import { JobFailedError, linkId, Project } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let projects: (typeof server)["client"]["projects"];

beforeAll(async () => {
  server = await startOpenProject();
  projects = server.client.projects;
  return () => server[Symbol.asyncDispose]();
});

test("create makes an identifier and keeps the texts", async () => {
  const project = await projects.create({ name: "Alpha & Co", description: "# Goals", status: "on_track" });
  expect(project).toMatchObject({
    name: "Alpha & Co",
    identifier: expect.stringMatching(/^[a-z0-9_-]+$/),
    description: { raw: "# Goals" },
    _links: { status: { href: "/api/v3/project_statuses/on_track" } },
  });
});

test("create puts a project below another, by id or identifier", async () => {
  const parent = await projects.create({ name: "Parent" });
  const child = await projects.create({ name: "Child", parent: "parent" });
  expect(linkId(child._links.parent)).toBe(parent.id);
  const orphan = await projects.update(child.id, { parent: null });
  expect(linkId(orphan._links.parent)).toBeUndefined();
  await expect(projects.create({ name: "Lost", parent: "nowhere" })).rejects.toBeInstanceOf(
    InvalidInputError,
  );
});

test("create puts custom fields where they belong", async () => {
  const project = await projects.create({
    name: "Fields",
    customFields: { "Cost centre": 7, Department: "Sales" },
  });
  expect(project).toMatchObject({ customField1: 7, _links: { customField2: { title: "Sales" } } });
});

test("create is not repeated after an unknown outcome", async () => {
  server.faults.next({ match: "POST", reset: "before-response", handled: true });
  const creation = projects.create({ name: "Only once", identifier: "only-once" });
  await expect(creation).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
  expect((await projects.get("only-once")).name).toBe("Only once");
});

test("get finds by id and by identifier", async () => {
  const { id } = await projects.create({ name: "Beta", identifier: "beta" });
  expect((await projects.get(id)).identifier).toBe("beta");
  expect((await projects.get("beta")).id).toBe(id);
  await expect(projects.get("nothing")).rejects.toBeInstanceOf(NotFoundError);
});

test("update changes what it names, clears with null, and is repeated after a lost answer", async () => {
  const { id } = await projects.create({ name: "Gamma", description: "old", public: true });
  server.faults.next({ match: "PATCH", reset: "before-response", handled: true });
  const changed = await projects.update(id, { name: "Gamma II", description: null });
  expect(changed).toMatchObject({ name: "Gamma II", description: { raw: "" }, public: true });
});

test("archive puts away, unarchive brings back", async () => {
  const { id } = await projects.create({ name: "Attic" });
  expect((await projects.archive(id)).active).toBe(false);
  expect((await projects.unarchive(id)).active).toBe(true);
});

test("delete removes", async () => {
  const { id } = await projects.create({ name: "Delta" });
  await projects.delete(id);
  await expect(projects.get(id)).rejects.toBeInstanceOf(NotFoundError);
});

test("a deletion is waited for until the project is gone, and no longer than asked", async () => {
  server.fake.state.slowDeletions = true;
  const { id } = await projects.create({ name: "Slowly", identifier: "slowly" });
  await projects.delete(id);
  expect((await projects.get(id)).active).toBe(false);
  const wait = projects.waitUntilDeleted(id, { pollMs: 5, timeoutMs: 1 });
  await expect(wait).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  await projects.waitUntilDeleted(id, { pollMs: 1 });
  expect(server.fake.state.projects.has(id)).toBe(false);
  server.fake.state.slowDeletions = false;
});

test("a deletion is waited for although the server fails meanwhile, and one that hangs keeps nobody longer", async () => {
  server.fake.state.slowDeletions = true;
  const { id } = await projects.create({ name: "Shaky" });
  await projects.delete(id);
  const impatient = server.connect({ retry: false });
  server.faults.next({ status: 500, body: { _type: "Error", errorIdentifier: "InternalServerError" } });
  server.faults.next({ reset: "before-response" });
  await impatient.projects.waitUntilDeleted(id, { pollMs: 1 });
  expect(server.fake.state.projects.has(id)).toBe(false);
  server.fake.state.slowDeletions = false;
  const hanging = await projects.create({ name: "Hanging" });
  server.faults.next({ delayMs: 5000 });
  const began = performance.now();
  const wait = impatient.projects.waitUntilDeleted(hanging.id, { timeoutMs: 50 });
  await expect(wait).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  expect(performance.now() - began).toBeLessThan(2000);
});

test("a list of some properties has no more than these", async () => {
  await projects.create({ name: "Short", identifier: "short" });
  const filters = [{ name_and_identifier: { operator: "~", values: ["short"] } }];
  const { items } = await projects.listOnly(["identifier", "name"], { filters });
  expect(items).toEqual([{ name: "Short", identifier: "short" }]);
  await expect(projects.listOnly(["description"])).rejects.toMatchObject({ code: "INVALID_SIGNAL" });
});

test("a deletion that cannot be looked after says why", async () => {
  const ben = server.connect({ apiKey: "opapi-wrong" });
  await expect(ben.projects.waitUntilDeleted("slowly")).rejects.toBeInstanceOf(UnauthorizedError);
});

test("what may not be done is a ForbiddenError", async () => {
  const { id } = await projects.create({ name: "Theirs", public: true });
  const ben = server.connect({ apiKey: "opapi-test-ben" });
  await expect(ben.projects.archive(id)).rejects.toBeInstanceOf(ForbiddenError);
  await expect(ben.projects.delete(id)).rejects.toBeInstanceOf(ForbiddenError);
  await expect(ben.projects.create({ name: "Ours" })).rejects.toBeInstanceOf(ForbiddenError);
});

test("forms say what is wrong and write nothing", async () => {
  const { id } = await projects.create({ name: "Epsilon", identifier: "epsilon" });
  const form = await projects.validate({ name: "Other", identifier: "epsilon" });
  expect(form.errors).toMatchObject([{ attribute: "identifier" }]);
  expect(await projects.validateUpdate(id, { name: "Epsilon II" })).toMatchObject({
    isValid: true,
    payload: { name: "Epsilon II" },
    commit: { method: "patch" },
  });
  expect((await projects.validateCopy(id, {})).errors).toMatchObject([{ attribute: "name" }]);
  expect((await projects.get(id)).name).toBe("Epsilon");
});

test("projects and workspaces become favourites and cease to be", async () => {
  const { id } = await projects.create({ name: "Liked" });
  const { workspaces } = server.client;
  await projects.favorite(id);
  expect((await projects.get(id)).favorited).toBe(true);
  await projects.unfavorite(id);
  await workspaces.favorite(id);
  expect((await projects.get(id)).favorited).toBe(true);
  await workspaces.unfavorite(id);
  expect((await projects.get(id)).favorited).toBe(false);
});

describe("copy", () => {
  test("is a job to wait for, which tells the new project", async () => {
    await projects.create({ name: "Template" });
    await server.client.memberships.create({ principal: "anna", project: "template", roles: ["Member"] });
    await server.client.workPackages.create({ project: "template", subject: "First" });
    const { jobId } = await projects.copy("template", {
      name: "Apollo",
      copyMembers: false,
      notify: false,
    });
    expect(server.fake.requests.at(-1)?.body).toMatchObject({
      name: "Apollo",
      _meta: { copyMembers: false, sendNotifications: false },
    });
    expect((await server.client.jobStatuses.get(jobId)).status).toBe("in_process");
    const { payload } = await server.client.jobStatuses.wait(jobId, { pollMs: 1 });
    const { id, identifier } = await server.client.follow(payload?._links?.project, Project);
    expect(identifier).toBe("apollo");
    expect((await server.client.workPackages.listInProject(id)).items).toHaveLength(1);
    const filters = [{ project: { operator: "=", values: [id] } }];
    expect((await server.client.memberships.list({ filters })).items).toEqual([]);
  });

  test("that fails says why", async () => {
    await projects.create({ name: "Source" });
    const first = await projects.copy("source", { name: "Twin", identifier: "twin" });
    const second = await projects.copy("source", { name: "Twin", identifier: "twin" });
    await server.client.jobStatuses.wait(first.jobId, { pollMs: 1 });
    const wait = server.client.jobStatuses.wait(second.jobId, { pollMs: 1 });
    await expect(wait).rejects.toBeInstanceOf(JobFailedError);
    await expect(wait).rejects.toMatchObject({
      code: "JOB_FAILED",
      message: expect.stringContaining("Identifier has already been taken."),
      job: { status: "failure" },
    });
  });

  test("is waited for no longer than asked, and no longer than the caller wants", async () => {
    await projects.create({ name: "Slow" });
    const { jobId } = await projects.copy("slow", { name: "Slow too" });
    server.fake.state.jobs.get(jobId)?.steps.splice(0);
    const { jobStatuses } = server.client;
    await expect(jobStatuses.wait(jobId, { pollMs: 1, timeoutMs: 10 })).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
    const signal = AbortSignal.timeout(20);
    await expect(jobStatuses.wait(jobId, { pollMs: 5 }, { signal })).rejects.toMatchObject({
      code: "ABORTED",
    });
  });
});
