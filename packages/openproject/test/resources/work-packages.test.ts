import { ConflictError, InvalidInputError } from "@platformq/resilience";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { linkId, UpdateConflictError, where } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let workPackages: (typeof server)["client"]["workPackages"];
let project: number;

const ANNA = 5;

beforeEach(async () => {
  server = await startOpenProject();
  workPackages = server.client.workPackages;
  project = (await server.client.projects.create({ name: "Apollo" })).id;
  await server.client.memberships.create({ principal: ANNA, project, roles: [4] });
  return () => server[Symbol.asyncDispose]();
});

const sent = () => server.fake.requests.at(-1);
const requestsTo = (method: string, path: RegExp) =>
  server.fake.requests.filter((request) => request.method === method && path.test(request.path));

describe("create", () => {
  test("takes names for what is linked", async () => {
    const created = await workPackages.create({
      project: "apollo",
      type: "Bug",
      subject: "Land",
      description: "*softly*",
      status: "In progress",
      priority: "High",
      assignee: "anna@example.com",
      responsible: "me",
      estimatedTime: { hours: 1.5 },
      startDate: "2026-05-01",
      dueDate: "2026-05-04",
    });
    expect(created).toMatchObject({
      subject: "Land",
      description: { raw: "*softly*" },
      estimatedTime: "PT1H30M",
      startDate: "2026-05-01",
      _links: {
        type: { title: "Bug" },
        status: { title: "In progress" },
        priority: { title: "High" },
        assignee: { title: "Anna Berg" },
        responsible: { title: "Ada Admin" },
      },
    });
  });

  test("asks for nothing when everything linked is an id or an href", async () => {
    const before = server.fake.requests.length;
    await workPackages.create({ project, type: 1, subject: "x", assignee: "/api/v3/users/5" });
    expect(server.fake.requests).toHaveLength(before + 1);
  });

  test("keeps the e-mails back with the one word the server understands", async () => {
    await workPackages.create({ project, subject: "quiet", notify: false });
    expect(sent()?.query).toEqual({ notify: "false" });
    expect(sent()?.body).not.toHaveProperty("notify");
  });

  test("tells the names there are when one is wrong, before anything is written", async () => {
    const creation = workPackages.create({ project, subject: "x", type: "Epic" });
    await expect(creation).rejects.toBeInstanceOf(InvalidInputError);
    await expect(creation).rejects.toThrow(/No type is called "Epic"; there are: Task \(1\), Milestone/);
    await expect(workPackages.create({ project, subject: "x", assignee: "nobody" })).rejects.toThrow(
      /No user or group this account may see is called/,
    );
    expect(requestsTo("POST", /work_packages$/)).toEqual([]);
  });

  test("is not repeated after an unknown outcome", async () => {
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    const creation = workPackages.create({ project, subject: "once" });
    await expect(creation).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
    expect(server.fake.state.workPackages.size).toBe(1);
  });

  test("puts custom fields where they belong, by name or number", async () => {
    const created = await workPackages.create({
      project,
      subject: "x",
      customFields: {
        "Cost centre": 42,
        Department: "Support",
        customField3: ["anna", "/api/v3/users/4"],
        "4": "# Why",
        Teams: ["Sales", 2],
      },
    });
    expect(created).toMatchObject({
      customField1: 42,
      customField4: { raw: "# Why" },
      _links: {
        customField2: { title: "Support" },
        customField3: [{ href: "/api/v3/users/5" }, { href: "/api/v3/users/4" }],
        customField5: [{ title: "Sales" }, { title: "Support" }],
      },
    });
  });

  test("tells which custom fields and values there are", async () => {
    const withFields = (customFields: Record<string, string>) =>
      workPackages.create({ project, subject: "x", customFields });
    await expect(withFields({ Colour: "red" })).rejects.toThrow(
      /no custom field "Colour" here; there are: Cost centre \(customField1\), Department/,
    );
    await expect(withFields({ Department: "Legal" })).rejects.toThrow(/allowed are: Sales, Support/);
  });
});

describe("update", () => {
  test("needs no lock version", async () => {
    const { id } = await workPackages.create({ project, subject: "one" });
    const changed = await workPackages.update(id, { subject: "two" }, { notify: false });
    expect(changed).toMatchObject({ subject: "two", lockVersion: 1 });
    expect(sent()?.query).toEqual({ notify: "false" });
  });

  test("clears with null, each kind in its way", async () => {
    const { id } = await workPackages.create({
      project,
      subject: "x",
      description: "text",
      assignee: ANNA,
      dueDate: "2026-05-01",
      estimatedTime: "PT8H",
      customFields: { Department: "Sales", Teams: ["Sales"], "Cost centre": 1 },
    });
    const cleared = await workPackages.update(id, {
      description: null,
      assignee: null,
      dueDate: null,
      estimatedTime: null,
      customFields: { Department: null, Teams: null, "Cost centre": null },
    });
    expect(cleared).toMatchObject({
      description: { raw: "" },
      dueDate: null,
      estimatedTime: null,
      customField1: null,
      _links: { assignee: { href: null }, customField2: { href: null }, customField5: [] },
    });
  });

  /** Lets somebody else change a work package between our reading and our writing. */
  async function meanwhile(
    id: number,
    change: { subject?: string; description?: string },
    ours: () => Promise<unknown>,
  ) {
    server.faults.next({ match: "PATCH", delayMs: 50 });
    const update = ours();
    await vi.waitFor(() => expect(requestsTo("PATCH", /work_packages/)).toHaveLength(1));
    const stored = server.fake.state.workPackages.get(id);
    if (stored) Object.assign(stored, change, { lockVersion: stored.lockVersion + 1 });
    return update;
  }

  test("is applied again when others changed something else", async () => {
    const { id } = await workPackages.create({ project, subject: "one", description: "old" });
    const update = meanwhile(id, { description: "theirs" }, () =>
      workPackages.update(id, { subject: "ours" }),
    );
    expect(await update).toMatchObject({ subject: "ours", description: { raw: "theirs" }, lockVersion: 2 });
  });

  test("is a conflict with both versions when others changed the same", async () => {
    const { id } = await workPackages.create({ project, subject: "one" });
    const update = meanwhile(id, { subject: "theirs" }, () => workPackages.update(id, { subject: "ours" }));
    await expect(update).rejects.toBeInstanceOf(ConflictError);
    await expect(update).rejects.toBeInstanceOf(UpdateConflictError);
    await expect(update).rejects.toMatchObject({
      code: "UPDATE_CONFLICT",
      base: { subject: "one", lockVersion: 0 },
      current: { subject: "theirs", lockVersion: 1 },
      message: expect.stringContaining("changed meanwhile: subject"),
    });
    expect((await workPackages.get(id)).subject).toBe("theirs");
  });

  test("asks a function again for what it makes of the newer version", async () => {
    const { id } = await workPackages.create({ project, subject: "one" });
    const append = ({ subject }: { subject: string }) => ({ subject: `${subject}, ours` });
    const changed = await meanwhile(id, { subject: "theirs" }, () => workPackages.update(id, append));
    expect(changed).toMatchObject({ subject: "theirs, ours" });
  });

  test("that has arrived although its answer was lost is not made twice", async () => {
    const { id } = await workPackages.create({ project, subject: "one" });
    server.faults.next({ match: "PATCH", reset: "before-response", handled: true });
    const append = ({ subject }: { subject: string }) => ({ subject: `${subject}!` });
    expect(await workPackages.update(id, append)).toMatchObject({ subject: "one!", lockVersion: 1 });
    server.faults.next({ match: "PATCH", reset: "before-response", handled: true });
    const same = await workPackages.update(id, { estimatedTime: "PT90M", description: "text" });
    expect(same).toMatchObject({ estimatedTime: "PT1H30M", lockVersion: 2 });
  });

  test("gives up on a function when the conflict does not end", async () => {
    const { id } = await workPackages.create({ project, subject: "one" });
    server.faults.next({ match: "PATCH", status: 409, times: 10 });
    await expect(workPackages.update(id, () => ({ subject: "two" }))).rejects.toBeInstanceOf(
      UpdateConflictError,
    );
    expect(requestsTo("PATCH", /work_packages/)).toHaveLength(5);
  });

  test("moves between projects", async () => {
    const other = await server.client.projects.create({ name: "Gemini" });
    const { id } = await workPackages.create({ project, subject: "x" });
    const moved = await workPackages.update(id, { project: "gemini" });
    expect(linkId(moved._links.project)).toBe(other.id);
  });
});

test("many are changed one after the other, and one that fails does not end the rest", async () => {
  const ids: number[] = [];
  for (const subject of ["a", "b"]) ids.push((await workPackages.create({ project, subject })).id);
  const results: unknown[] = [];
  for await (const result of workPackages.updateEach([ids[0] ?? 0, 4040, ids[1] ?? 0], {
    priority: "High",
  })) {
    results.push(result);
  }
  expect(results).toMatchObject([
    { value: { _links: { priority: { title: "High" } } } },
    { id: 4040, error: { code: "NOT_FOUND" } },
    { value: { _links: { priority: { title: "High" } } } },
  ]);
});

describe("validate", () => {
  test("says what is wrong and what is allowed, and creates nothing", async () => {
    const form = await workPackages.validate({ project, subject: "" });
    expect(form.isValid).toBe(false);
    expect(form.errors).toEqual([
      expect.objectContaining({ attribute: "subject", identifier: "PropertyConstraintViolation" }),
    ]);
    expect(form.schema.get("status")?.allowedValues?.map(({ title }) => title)).toContain("In progress");
    expect(form.commit).toBeUndefined();
    expect(server.fake.state.workPackages.size).toBe(0);
  });

  test("says that a change would do, for the version there is", async () => {
    const { id } = await workPackages.create({ project, subject: "one" });
    const form = await workPackages.validateUpdate(id, { subject: "two" });
    expect(form).toMatchObject({ isValid: true, errors: [], payload: { subject: "two" } });
    expect(form.commit?.method).toBe("patch");
    expect((await workPackages.get(id)).subject).toBe("one");
  });
});

test("schemas tell what may be written, one by one or many at once", async () => {
  expect((await workPackages.schema(project, 1)).get("subject")).toMatchObject({ required: true });
  const milestone = await workPackages.schema(project, 2);
  expect([milestone.has("date"), milestone.has("startDate")]).toEqual([true, false]);
  const pairs = [[project, 1] as const, [project, 2] as const];
  expect((await workPackages.schemas(pairs)).items).toHaveLength(2);
});

test("one that is got by itself embeds what it is linked to, one of a list does not", async () => {
  const { id } = await workPackages.create({ project: "apollo", subject: "Whole", assignee: "anna" });
  const { _embedded } = await workPackages.get(id);
  expect(_embedded?.status?.isClosed).toBe(false);
  expect(_embedded?.project?.identifier).toBe("apollo");
  expect(_embedded?.assignee?.name).toBe("Anna Berg");
  const { items } = await workPackages.list({ filters: where("id").is(id) });
  expect(items.map((item) => item._embedded)).toEqual([undefined]);
});

test("delete takes the descendants along", async () => {
  const { id } = await workPackages.create({ project, subject: "parent" });
  await workPackages.create({ project, subject: "child", parent: id });
  await workPackages.delete(id);
  expect(server.fake.state.workPackages.size).toBe(0);
});
