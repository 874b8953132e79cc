import { NotFoundError } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { linkId } from "../../src/index.js";
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

test("create puts a project below another", async () => {
  const parent = await projects.create({ name: "Parent" });
  const child = await projects.create({ name: "Child", parent: parent.id });
  expect(linkId(child._links.parent)).toBe(parent.id);
  const orphan = await projects.update(child.id, { parent: null });
  expect(linkId(orphan._links.parent)).toBeUndefined();
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

test("delete removes", async () => {
  const { id } = await projects.create({ name: "Delta" });
  await projects.delete(id);
  await expect(projects.get(id)).rejects.toBeInstanceOf(NotFoundError);
});
