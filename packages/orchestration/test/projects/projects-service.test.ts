import { setTimeout as sleep } from "node:timers/promises";
import { AbortError, InvalidInputError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import {
  type Journal,
  memoryJournal,
  PlanBlockedError,
  type ProjectInput,
  type ProjectReport,
  type ProjectsOptions,
  ProjectsService,
  RunInProgressError,
} from "../../src/index.js";
import { checkSpec } from "../../src/projects/project-spec.js";
import { usePlatform } from "../support/platform.js";

const platform = usePlatform();
const anna = { login: "anna", email: "anna@example.com" };
const ben = { login: "ben", email: "ben@example.com" };
const chloe = { login: "chloe", email: "chloe@example.com" };
const spec = { name: "Apollo", members: [anna, ben], description: "To the moon" } satisfies ProjectInput;

const service = (options?: ProjectsOptions) => new ProjectsService(platform.clients, options);
const apply = (input: ProjectInput = spec): Promise<ProjectReport> => service().apply(input).result;
const stateOf = (report: ProjectReport, id: string) => report.steps.find((step) => step.id === id)?.state;
const failures = (report: ProjectReport) => report.steps.filter(({ error }) => error !== undefined);

/** How many requests have changed something. */
function writes(): number {
  const { nextcloud, zulip, openproject } = platform.servers;
  return [nextcloud, zulip, openproject].flatMap(({ fake }) =>
    fake.requests.filter(
      ({ method, status }) => !["GET", "PROPFIND", "REPORT", "SEARCH"].includes(method) && status < 400,
    ),
  ).length;
}

describe("ProjectsService.plan", () => {
  it("tells what would be created, and writes nothing", async () => {
    const plan = await service().plan(spec);
    expect(new Set(plan.steps.map(({ action }) => action))).toEqual(new Set(["create", "no-op"]));
    expect(plan.obstacles).toEqual([]);
    expect(writes()).toBe(0);
  });

  it("tells what would be taken over, and what would change", async () => {
    await platform.clients.nextcloud.files.createFolder("Projects/Apollo", { recursive: true });
    await platform.clients.openproject.projects.create({
      name: "Apollo",
      identifier: "apollo",
      public: true,
    });
    const { steps } = await service().plan(spec);
    const planned = (id: string) => steps.find((step) => step.id === id);
    expect(planned("nextcloud.folder")).toMatchObject({ action: "adopt", differences: [] });
    expect(planned("openproject.project")).toMatchObject({
      action: "adopt",
      differences: [
        { field: "description", expected: "To the moon", actual: null },
        { field: "public", expected: "false", actual: "true" },
      ],
    });
  });

  it("tells all that stands in the way: names on one platform only, people nobody knows, roles there are not", async () => {
    const { nextcloud, openproject } = platform.clients;
    await nextcloud.files.createFolder("Projects");
    await nextcloud.files.upload("Projects/Apollo", "a file");
    await openproject.projects.create({ name: "Something else", identifier: "apollo" });
    const dora = { login: "dora", email: "dora@example.com" };
    const { obstacles } = await service({ openprojectRoles: { editor: "Worker" } }).plan({
      ...spec,
      members: [anna, dora],
      template: "nowhere",
      types: ["Epos"],
    });
    const messages = Object.fromEntries(obstacles.map(({ id, error }) => [id, error.message]));
    expect(messages["nextcloud.folder"]).toContain("is a file");
    expect(messages["openproject.project"]).toContain("belongs to the project “Something else”");
    expect(messages["openproject.membership:anna"]).toContain("no role “Worker”; it has:");
    expect(messages["nextcloud.member:dora"]).toContain("knows nobody");
    expect(messages["zulip.subscription:dora"]).toContain("knows nobody");
    expect(messages["openproject.types"]).toContain("no type Epos");
  });

  it("tells what is wrong with a work package: types, versions and people there are not", async () => {
    const { obstacles } = await service().plan({
      ...spec,
      workPackages: [
        { subject: "Start", type: "Epos" },
        { subject: "Fly", version: "2.0" },
        { subject: "Land", assignee: "dora" },
        { subject: "Rest", type: "task", version: "RC", assignee: "ANNA" },
      ],
      versions: [{ name: "rc" }],
    });
    expect(obstacles.map(({ id, error }) => [id, error.message])).toEqual([
      ["openproject.work-package:Start", expect.stringContaining("no type Epos")],
      ["openproject.work-package:Fly", expect.stringContaining("no version 2.0")],
      ["openproject.work-package:Land", expect.stringContaining("knows nobody with the login dora")],
    ]);
  });

  it("gives a plan that can be kept as JSON and applied later", async () => {
    const plan = JSON.parse(JSON.stringify(await service().plan(spec)));
    expect(await service().apply(plan).result).toMatchObject({ status: "complete", changed: true });
  });

  it("gives a plan that takes over nothing that has appeared since", async () => {
    const plan = await service().plan(spec);
    await platform.clients.openproject.projects.create({ name: "Apollo", identifier: "apollo" });
    const report = await service().apply(plan).result;
    expect(failures(report)[0]).toMatchObject({
      id: "openproject.project",
      error: { code: "PLAN_OUTDATED" },
    });
    expect((await platform.clients.openproject.projects.get("apollo")).description?.raw).toBe("");
  });
});

describe("ProjectsService.apply", () => {
  it("creates everything, which then reads back as wanted", async () => {
    const report = await apply();
    expect(report).toMatchObject({ status: "complete", changed: true, identifier: "apollo", leftovers: [] });
    const { checked, drift, obstacles } = await service().status(spec);
    expect([drift, obstacles]).toEqual([[], []]);
    expect(checked).toBe(report.steps.length);
  });

  it("changes nothing the second time", async () => {
    await apply();
    const before = writes();
    const report = await apply();
    expect(report).toMatchObject({ status: "complete", changed: false });
    expect(new Set(report.steps.map(({ state }) => state))).toEqual(new Set(["found"]));
    expect(writes()).toBe(before);
  });

  it("shares with one group, so that a server's limit of 20 new shares is no limit of members", async () => {
    const { nextcloud, openproject, zulip } = platform.servers;
    const members = Array.from({ length: 25 }, (_, index) => {
      const login = `user${index}`;
      const email = `${login}@example.com`;
      const id = 1000 + index;
      const stamp = "2024-01-15T09:00:00.000Z";
      const [someone] = [...nextcloud.fake.state.users.values()];
      const [other] = [...openproject.fake.state.users.values()];
      if (someone) nextcloud.fake.state.users.set(login, { ...someone, id: login, email });
      if (other) {
        const person = { ...other, id, login, email, admin: false, createdAt: stamp, updatedAt: stamp };
        openproject.fake.state.users.set(id, person);
      }
      zulip.fake.state.addUser({ user_id: id, email, full_name: login, api_key: "k".repeat(32) });
      return { login, email };
    });
    expect(await apply({ name: "Apollo", members })).toMatchObject({ status: "complete" });
    const shares = [...nextcloud.fake.state.shares.values()];
    expect(shares.map(({ type, permissions }) => [type, permissions])).toEqual([[1, 15]]);
    expect(nextcloud.fake.state.groups.get("platformq:apollo:editor")?.members.size).toBe(25);
  });

  it("gives each role what it may on each platform", async () => {
    const members: ProjectInput["members"] = [
      { ...anna, role: "owner" },
      { ...ben, role: "editor" },
      { ...chloe, role: "viewer" },
    ];
    await apply({ ...spec, members });
    const shares = (await platform.clients.nextcloud.shares.list({ path: "Projects/Apollo" })).items;
    expect(Object.fromEntries(shares.map((share) => [share.shareWith, share.permissionBits]))).toEqual({
      "platformq:apollo:owner": 31,
      "platformq:apollo:editor": 15,
      "platformq:apollo:viewer": 1,
    });
    const memberships = (await platform.clients.openproject.memberships.list()).items;
    expect(
      Object.fromEntries(
        memberships.map(({ _links }) => [_links.principal.title, _links.roles.map(({ title }) => title)]),
      ),
    ).toEqual({ "Anna Berg": ["Project admin"], "Ben Okafor": ["Member"], "Chloe Martin": ["Reader"] });
    const channel = await channelOf("Apollo");
    const idOf = (login: string) =>
      [...platform.servers.zulip.fake.state.users.values()].find(({ delivery_email }) =>
        delivery_email.startsWith(login),
      )?.user_id;
    expect(channel.can_administer_channel_group).toMatchObject({ direct_members: [idOf("anna")] });
    expect(channel.can_send_message_group).toMatchObject({
      direct_members: [idOf("admin"), idOf("anna"), idOf("ben")],
    });
  });

  it("moves a member whose role has changed, everywhere", async () => {
    await apply({ ...spec, members: [{ ...anna, role: "owner" }, ben] });
    const viewer = { ...anna, role: "viewer" as const };
    const report = await apply({ ...spec, members: [viewer, ben] });
    for (const id of ["nextcloud.member:anna", "openproject.membership:anna", "zulip.channel-permissions"]) {
      expect([id, stateOf(report, id)]).toEqual([id, "updated"]);
    }
    const { groups } = platform.servers.nextcloud.fake.state;
    expect([...(groups.get("platformq:apollo:owner")?.members ?? [])]).toEqual([]);
    expect([...(groups.get("platformq:apollo:viewer")?.members ?? [])]).toEqual(["anna"]);
    expect((await service().status({ ...spec, members: [viewer, ben] })).drift).toEqual([]);
  });

  it("makes a private project unless told otherwise, and keeps it so", async () => {
    await apply();
    expect((await platform.clients.openproject.projects.get("apollo")).public).toBe(false);
    expect((await channelOf("Apollo")).invite_only).toBe(true);
    const report = await apply({ ...spec, visibility: "public" });
    expect([stateOf(report, "openproject.project"), stateOf(report, "zulip.channel")]).toEqual([
      "updated",
      "updated",
    ]);
    expect((await channelOf("Apollo")).invite_only).toBe(false);
  });

  it("welcomes with links to folder and project, once", async () => {
    const { urls } = await apply();
    await apply();
    const messages = [...platform.servers.zulip.fake.state.messages.values()];
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ topic: "Welcome" });
    expect(messages[0]?.content).toContain(urls.folder);
    expect(messages[0]?.content).toContain(urls.project);
  });

  it("finds a member by e-mail address whose login is another one", async () => {
    expect(await apply({ name: "Apollo", members: [{ login: "a.berg", email: anna.email }] })).toMatchObject({
      status: "complete",
    });
  });

  it("sorts the channel into a folder, which many projects share", async () => {
    await apply({ ...spec, channelFolder: "Space" });
    await apply({ ...spec, name: "Gemini", channelFolder: "Space" });
    const folders = (await platform.clients.zulip.channelFolders.list()).items;
    expect(folders.map(({ name }) => name)).toEqual(["Space"]);
    expect((await channelOf("Gemini")).folder_id).toBe(folders[0]?.id);
  });

  it("creates folders inside each other, versions, and work packages of them for members", async () => {
    const report = await apply({
      ...spec,
      folders: ["Drafts/2026/Q1", "Drafts/2025"],
      versions: [{ name: "1.0", endDate: "2026-12-01" }],
      workPackages: [{ subject: "Land", type: "Milestone", version: "1.0", assignee: "anna@example.com" }],
      types: ["milestone"],
    });
    expect(failures(report)).toEqual([]);
    const names = (await platform.clients.nextcloud.files.list("Projects/Apollo", { depth: "infinity" }))
      .items;
    expect(names.map(({ path }) => path)).toContain("/Projects/Apollo/Drafts/2026/Q1");
    const [land] = (await platform.clients.openproject.workPackages.listInProject("apollo")).items;
    expect(land?._links).toMatchObject({
      type: { title: "Milestone" },
      version: { title: "1.0" },
      assignee: { title: "Anna Berg" },
    });
  });

  it("copies a template, waits for the job, and gives the copy its own members", async () => {
    const { projects, workPackages } = platform.clients.openproject;
    const template = await projects.create({ name: "Template", description: "As always" });
    await workPackages.create({ project: template.id, subject: "Think" });
    const report = await apply({ name: "Apollo", members: [anna], template: "template" });
    expect(failures(report)).toEqual([]);
    const copy = await projects.get("apollo");
    expect(copy.description?.raw).toBe("As always [platformq:apollo]");
    expect((await workPackages.listInProject(copy.id)).items.map(({ subject }) => subject)).toEqual([
      "Think",
    ]);
    expect((await service().status({ name: "Apollo", members: [anna], template: "template" })).drift).toEqual(
      [],
    );
  });

  it("waits for the copy an earlier process has started, and starts no second one", async () => {
    const { projects } = platform.clients.openproject;
    await projects.create({ name: "Template" });
    const wanted = { name: "Apollo", members: [anna], template: "template" };
    const description = "[platformq:apollo]";
    const { jobId } = await projects.copy("template", { name: "Apollo", identifier: "apollo", description });
    const journal = memoryJournal();
    const order = { kind: "apply", spec: checkSpec(wanted), onFailure: "keep" };
    const step = "openproject.project";
    for (const entry of [
      { type: "begun", order },
      { type: "intent", step, action: "create" },
      { type: "note", step, note: jobId },
    ]) {
      await journal.append("project:apollo", entry);
    }
    const report = await service({ journal }).resume("project:apollo").result;
    expect([report.status, stateOf(report, step)]).toEqual(["complete", "created"]);
    expect(platform.servers.openproject.fake.state.jobs.size).toBe(1);
    expect((await projects.list()).items.map(({ name }) => name)).toEqual(["Template", "Apollo"]);
  });

  it("links the folder to the first work package where OpenProject has this Nextcloud as a storage", async () => {
    const { openproject, nextcloud } = platform.clients;
    const storage = await openproject.storages.create({ name: "Cloud", origin: nextcloud.baseUrl });
    const wanted = { ...spec, workPackages: [{ subject: "Read the folder" }] };
    const first = await apply(wanted);
    expect(stateOf(first, "openproject.folder-link")).toBe("found");
    const project = await openproject.projects.get("apollo");
    const stamp = "2024-01-15T09:00:00.000Z";
    platform.servers.openproject.fake.state.recordsOf("/project_storages").set(1, {
      id: 1,
      createdAt: stamp,
      updatedAt: stamp,
      values: { projectFolderMode: "manual" },
      links: { storage: `/storages/${storage.id}`, project: `/projects/${project.id}` },
    });
    expect(stateOf(await apply(wanted), "openproject.folder-link")).toBe("created");
    expect(stateOf(await apply(wanted), "openproject.folder-link")).toBe("found");
    const [workPackage] = (await openproject.workPackages.listInProject("apollo")).items;
    const links = (await openproject.fileLinks.list(workPackage?.id ?? 0)).items;
    const { fileId } = await nextcloud.files.stat("Projects/Apollo");
    expect(links.map(({ originData }) => originData.id)).toEqual([String(fileId)]);
  });

  it.each([
    ["zulip", /^POST \/api\/v1\/messages/, "zulip.welcome"],
    ["zulip", /^POST \/api\/v1\/channels\/create/, "zulip.channel"],
    ["openproject", /^POST \/api\/v3\/projects/, "openproject.project"],
    ["openproject", /^POST \/api\/v3\/memberships/, "openproject.membership:anna"],
    ["openproject", /^POST \/api\/v3\/work_packages/, "openproject.work-package:Land"],
    ["openproject", /^POST \/api\/v3\/versions/, "openproject.version:1.0"],
    ["nextcloud", /^MKCOL .*\/Projects\/Apollo$/, "nextcloud.folder"],
    ["nextcloud", /^POST .*\/cloud\/groups$/, "nextcloud.group:editor"],
    ["nextcloud", /^POST .*\/shares$/, "nextcloud.share:editor"],
  ] as const)("does nothing twice when %s loses the answer to %s", async (service, match, id) => {
    platform.servers[service].faults.next({ reset: "before-response", handled: true, match });
    const report = await apply({
      name: "Apollo",
      members: [anna],
      versions: [{ name: "1.0" }],
      workPackages: [{ subject: "Land" }],
    });
    expect(failures(report)).toEqual([]);
    expect([report.status, stateOf(report, id)]).toEqual(["complete", "created"]);
    const { openproject, zulip, nextcloud } = platform.servers;
    const { projects, memberships, workPackages } = openproject.fake.state;
    const records = [projects, memberships, workPackages, openproject.fake.state.recordsOf("/versions")];
    expect(records.map(({ size }) => size)).toEqual([1, 1, 1, 1]);
    expect([zulip.fake.state.streams.size, zulip.fake.state.messages.size]).toEqual([1, 1]);
    expect(nextcloud.fake.state.shares.size).toBe(1);
  });

  it("refuses a spec that is not possible before anything is sent", () => {
    expect(() => service().apply({ name: "a/b", members: [] })).toThrow(InvalidInputError);
    expect(platform.servers.nextcloud.fake.requests).toEqual([]);
  });

  it("finds its groups again, however long the identifier", async () => {
    const name = "Customer Relationship Management Relaunch 2026 (Phase 2)";
    expect(await apply({ ...spec, name })).toMatchObject({ status: "complete" });
    expect(await apply({ ...spec, name })).toMatchObject({ status: "complete", changed: false });
  });

  it("gives nothing to somebody whose login it is and whose address is another", async () => {
    const { obstacles } = await service().plan({
      ...spec,
      members: [{ ...anna, email: "someone@example.com" }],
    });
    const codes = Object.fromEntries(obstacles.map(({ id, error }) => [id, error.code]));
    expect(codes).toMatchObject({
      "nextcloud.member:anna": "LOGIN_TAKEN",
      "openproject.membership:anna": "LOGIN_TAKEN",
    });
  });

  it("writes nothing when something stands in the way", async () => {
    const dora = { login: "dora", email: "dora@example.com" };
    const run = service().apply({ ...spec, members: [anna, dora] });
    await expect(run.result).rejects.toThrow(PlanBlockedError);
    await expect(run.result).rejects.toMatchObject({
      message: expect.stringContaining("openproject knows nobody with the login dora"),
    });
    expect(writes()).toBe(0);
  });

  it("does not take over what bears the mark of another project of the same name", async () => {
    await apply();
    const { obstacles } = await service().plan({ ...spec, identifier: "apollo-2" });
    expect(obstacles.map(({ id, error }) => [id, error.code])).toEqual([
      ["nextcloud.folder", "NAME_TAKEN"],
      ["zulip.channel", "NAME_TAKEN"],
    ]);
  });

  it("goes on the next time after a limit of the server's", async () => {
    platform.servers.nextcloud.faults.next({ status: 429, match: /^POST .*\/shares/ });
    const first = await apply();
    expect(first.status).toBe("partial");
    expect(failures(first).map(({ id }) => id)).toEqual(["nextcloud.share:editor"]);
    expect(await apply()).toMatchObject({ status: "complete", changed: true });
  });

  it("degrades when an optional platform is away, and welcomes with what there is", async () => {
    platform.servers.openproject.faults.down({ status: 503 });
    const report = await apply({ ...spec, optional: ["openproject"] });
    expect(report.status).toBe("degraded");
    expect(new Set(failures(report).map(({ platform }) => platform))).toEqual(new Set(["openproject"]));
    const [welcome] = [...platform.servers.zulip.fake.state.messages.values()];
    expect(welcome?.content).toContain("Folder in Nextcloud");
    expect(welcome?.content).not.toContain("OpenProject");
  });
});

describe("a run", () => {
  it("tells what happens in numbered events that are JSON", async () => {
    const run = service().apply(spec);
    const events = [];
    for await (const event of run) events.push(event);
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]).toMatchObject({ type: "begun", runId: run.id, isResumed: false });
    expect(events.at(-1)).toMatchObject({ type: "ended", status: "complete" });
    const { steps } = await run.result;
    expect(events.filter(({ type }) => type === "finished")).toHaveLength(steps.length);
  });

  it("throws to those who walk over its events what its result is rejected with", async () => {
    const run = service().apply({ ...spec, members: [{ login: "dora", email: "dora@example.com" }] });
    const walk = async () => {
      for await (const _ of run);
    };
    await expect(walk()).rejects.toThrow(PlanBlockedError);
  });

  it("is the only one of its project", async () => {
    const journal = memoryJournal();
    const [one, other] = [service({ journal }).apply(spec), service({ journal }).apply(spec)];
    const results = await Promise.allSettled([one.result, other.result]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({
      reason: expect.any(RunInProgressError),
    });
  });

  it("stops between two steps when told to, and can be resumed by its id", async () => {
    const journal = memoryJournal();
    const controller = new AbortController();
    const run = service({ journal, concurrency: 1 }).apply(spec, { signal: controller.signal });
    for await (const event of run) {
      if (event.type === "finished" && event.id === "openproject.project") controller.abort();
      if (event.type === "finished" && event.state === "skipped") break;
    }
    await expect(run.result).rejects.toThrow(AbortError);
    expect(platform.servers.zulip.fake.state.messages.size).toBe(0);
    const projects = service({ journal });
    expect(await idsOf(projects.interrupted())).toEqual([run.id]);
    const report = await projects.resume(run.id).result;
    expect(report).toMatchObject({ status: "complete", changed: true });
    expect(stateOf(report, "openproject.project")).toBe("created");
    expect(await idsOf(projects.interrupted())).toEqual([]);
  });

  it("begins no further step once its claim is lost", async () => {
    const journal = memoryJournal();
    const loss = new AbortController();
    const losing: Journal = {
      append: (runId, entry) => journal.append(runId, entry),
      read: (runId) => journal.read(runId),
      runs: () => journal.runs(),
      remove: (runId) => journal.remove(runId),
      isClaimed: (runId) => journal.isClaimed(runId),
      close: () => journal.close(),
      async claim(runId) {
        const claim = await journal.claim(runId);
        return { lost: loss.signal, [Symbol.asyncDispose]: () => claim[Symbol.asyncDispose]() };
      },
    };
    const run = service({ journal: losing, concurrency: 1 }).apply(spec);
    const walk = async () => {
      for await (const { type } of run) {
        if (type === "finished") loss.abort(new RunInProgressError(run.id));
      }
    };
    await expect(walk()).rejects.toThrow(RunInProgressError);
    expect(await idsOf(service({ journal }).interrupted())).toEqual([run.id]);
  });

  it("is not listed as interrupted while somebody is at work on it", async () => {
    const journal = memoryJournal();
    const run = service({ journal }).apply(spec);
    for await (const { type } of run) {
      if (type === "begun") expect(await idsOf(service({ journal }).interrupted())).toEqual([]);
    }
    expect(await run.result).toMatchObject({ status: "complete" });
  });

  it("is carried out again when it is resumed although it is over", async () => {
    const journal = memoryJournal();
    const { runId } = await service({ journal }).apply(spec).result;
    await platform.clients.nextcloud.files.delete("Projects/Apollo/Documents");
    expect(await service({ journal }).resume(runId).result).toMatchObject({
      status: "complete",
      changed: true,
    });
  });

  it("cannot be resumed if nobody has begun it", async () => {
    await expect(service().resume("project:apollo").result).rejects.toThrow(InvalidInputError);
  });

  it("runs no more steps side by side than it may", async () => {
    platform.servers.nextcloud.faults.next({ delayMs: 30, match: /^MKCOL/, times: 10 });
    const run = service({ concurrency: 1 }).apply(spec);
    let running = 0;
    let most = 0;
    for await (const { type } of run) {
      if (type === "started") most = Math.max(most, ++running);
      if (type === "finished") running--;
      await sleep(0);
    }
    expect((await run.result).steps.every(({ state }) => state !== "skipped")).toBe(true);
    expect(most).toBe(1);
  });
});

async function idsOf(runs: AsyncIterable<string>): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of runs) ids.push(id);
  return ids;
}

async function channelOf(name: string) {
  const { channels } = platform.clients.zulip;
  return channels.get(await channels.getId(name));
}
