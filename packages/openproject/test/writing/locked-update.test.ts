import { ConflictError } from "@platformq/resilience";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { UpdateConflictError } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";
import { seedRecord } from "../seed-record.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let workPackages: (typeof server)["client"]["workPackages"];
let project: number;
let id: number;

beforeEach(async () => {
  server = await startOpenProject();
  workPackages = server.client.workPackages;
  project = (await server.client.projects.create({ name: "Apollo" })).id;
  id = (await workPackages.create({ project, subject: "one", storyPoints: 1 })).id;
  return () => server[Symbol.asyncDispose]();
});

const patches = () => server.fake.requests.filter(({ method }) => method === "PATCH");
const stored = () => {
  const workPackage = server.fake.state.workPackages.get(id);
  if (workPackage === undefined) throw new Error("There is no work package");
  return workPackage;
};
const attach = async (fileName: string): Promise<number> =>
  (await server.client.attachments.upload("work_packages", id, { file: Buffer.from("x"), fileName })).id;
const names = async (): Promise<string[]> =>
  (await server.client.attachments.list("work_packages", id)).items.map(({ fileName }) => fileName);

/** Lets something happen while the `patch`th attempt to write is under way. */
async function during(patch: number, update: () => Promise<unknown>, happens: () => void) {
  server.faults.next({ match: "PATCH", delayMs: 50 });
  const updated = update();
  updated.catch(() => undefined);
  await vi.waitFor(() => expect(patches()).toHaveLength(patch));
  happens();
  return updated;
}

/** Loses the answer to the first attempt, and lets something happen before the second arrives. */
async function afterLostAnswer(update: () => Promise<unknown>, happens: () => void) {
  server.faults.next({ match: "PATCH", status: 502, handled: true });
  return during(2, update, happens);
}

function changeAs(others: object): void {
  Object.assign(stored(), others, { lockVersion: stored().lockVersion + 1 });
}

describe("files", () => {
  test("that somebody else attached meanwhile are a conflict, and stay", async () => {
    const first = await attach("first.txt");
    const { id: second } = await server.client.attachments.create({
      file: Buffer.from("x"),
      fileName: "b.txt",
    });
    const theirs = await server.client.attachments.create({ file: Buffer.from("x"), fileName: "theirs.txt" });
    const update = during(
      1,
      () => workPackages.update(id, { attachments: [first, second] }),
      () => {
        const attachment = server.fake.state.attachments.get(theirs.id);
        if (attachment) attachment.container = `/work_packages/${id}`;
        changeAs({});
      },
    );
    await expect(update).rejects.toBeInstanceOf(UpdateConflictError);
    await expect(update).rejects.toThrow(/changed meanwhile: attachments/);
    expect(await names()).toEqual(["first.txt", "theirs.txt"]);
  });

  test("are replaced when somebody else changed something else", async () => {
    const first = await attach("first.txt");
    await attach("second.txt");
    const update = during(
      1,
      () => workPackages.update(id, { attachments: [first] }),
      () => changeAs({ subject: "theirs" }),
    );
    expect(await update).toMatchObject({ subject: "theirs" });
    expect(await names()).toEqual(["first.txt"]);
  });

  test("that cannot be read are not replaced after a conflict", async () => {
    const first = await attach("first.txt");
    await attach("second.txt");
    const { _embedded, ...bare } = await workPackages.get(id);
    server.faults.next({ match: /GET .*work_packages/, status: 200, body: bare, times: 2 });
    const update = during(
      1,
      () => workPackages.update(id, { attachments: [first] }),
      () => changeAs({ subject: "theirs" }),
    );
    await expect(update).rejects.toThrow(/changed meanwhile: attachments/);
    expect(await names()).toEqual(["first.txt", "second.txt"]);
  });

  test("that were replaced by an attempt whose answer was lost are recognised", async () => {
    const first = await attach("first.txt");
    await attach("second.txt");
    server.faults.next({ match: "PATCH", status: 502, handled: true });
    await workPackages.update(id, { attachments: [first] });
    expect(await names()).toEqual(["first.txt"]);
    expect(patches()).toHaveLength(2);
  });

  test("of a storage are taken away by leaving them out", async () => {
    const values = { originData: { id: "1", name: "Plan" } };
    const links = { storage: "/storages/1", container: `/work_packages/${id}` };
    const kept = seedRecord(server, "/file_links", values, links);
    seedRecord(server, "/file_links", values, links);
    await workPackages.update(id, { fileLinks: [kept] });
    expect([...server.fake.state.recordsOf("/file_links").keys()]).toEqual([kept]);
  });
});

describe("after a lost answer", () => {
  test("a group that was written as a user is recognised", async () => {
    const { id: group } = await server.client.groups.create({ name: "Crew" });
    await server.client.memberships.create({ principal: group, project, roles: [4] });
    server.faults.next({ match: "PATCH", status: 502, handled: true });
    const changed = await workPackages.update(id, { assignee: group });
    expect(changed).toMatchObject({ lockVersion: 1, _links: { assignee: { title: "Crew" } } });
  });

  test("a portfolio that was written as a project is recognised", async () => {
    const other = (await server.client.projects.create({ name: "Gemini" })).id;
    const { href } = (await workPackages.get(id))._links.project;
    server.faults.next({ match: "PATCH", status: 502, handled: true });
    const moved = await workPackages.update(id, { project: `/api/v3/workspaces/${other}` });
    expect(moved.lockVersion).toBe(1);
    expect(moved._links.project.href).not.toBe(href);
  });

  test("a conflict does not claim that nothing was written", async () => {
    const update = afterLostAnswer(
      () => workPackages.update(id, { subject: "ours" }),
      () => changeAs({ subject: "theirs" }),
    );
    await expect(update).rejects.toBeInstanceOf(UpdateConflictError);
    await expect(update).rejects.toMatchObject({ outcome: "unknown", current: { subject: "theirs" } });
    await expect(update).rejects.toThrow(/changed perhaps after this change: subject/);
  });

  test("a function is not asked again, for its change may have been made", async () => {
    const ask = vi.fn((current: { storyPoints?: number | null | undefined }) => ({
      storyPoints: (current.storyPoints ?? 0) + 10,
    }));
    const update = afterLostAnswer(
      () => workPackages.update(id, ask),
      () => changeAs({ storyPoints: Number(stored().storyPoints) + 10 }),
    );
    await expect(update).rejects.toBeInstanceOf(UpdateConflictError);
    await expect(update).rejects.toMatchObject({ outcome: "unknown" });
    expect(ask).toHaveBeenCalledOnce();
    expect(stored().storyPoints).toBe(21);
  });

  test("fixed changes that did not arrive are made in the newer version", async () => {
    server.faults.next({ match: "PATCH", status: 502 });
    const update = during(
      2,
      () => workPackages.update(id, { subject: "ours" }),
      () => changeAs({ storyPoints: 5 }),
    );
    expect(await update).toMatchObject({ subject: "ours", storyPoints: 5 });
  });

  test("the conflict is told when what there is now cannot be read", async () => {
    const update = afterLostAnswer(
      () => workPackages.update(id, { subject: "ours" }),
      () => server.faults.next({ match: /GET .*work_packages/, status: 403 }),
    );
    await expect(update).rejects.toBeInstanceOf(ConflictError);
    await expect(update).rejects.toMatchObject({ outcome: "unknown" });
  });
});

test("a conflict without a lost answer says that nothing was written", async () => {
  const update = during(
    1,
    () => workPackages.update(id, { subject: "ours" }),
    () => changeAs({ subject: "theirs" }),
  );
  await expect(update).rejects.toMatchObject({ outcome: "rejected", attempts: 1 });
});

test("a function is asked again after a retry that certainly wrote nothing", async () => {
  server.faults.next({ match: "PATCH", status: 503, retryAfter: 0 });
  const ask = vi.fn(() => ({ subject: "ours" }));
  const update = during(
    2,
    () => workPackages.update(id, ask),
    () => changeAs({ subject: "theirs" }),
  );
  expect(await update).toMatchObject({ subject: "ours" });
  expect(ask).toHaveBeenCalledTimes(2);
});
