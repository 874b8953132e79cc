import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import {
  memoryJournal,
  type ProjectInput,
  type ProjectReport,
  ProjectsService,
  type RunEvent,
} from "../../src/index.js";
import { checkSpec } from "../../src/projects/project-spec.js";
import { addressOf, connect, usePlatform } from "../support/platform.js";

const platform = usePlatform();
const spec = {
  name: "Apollo",
  members: [{ login: "anna", email: "anna@example.com" }],
} satisfies ProjectInput;

const journal = memoryJournal();

async function applyAndRollBack(): Promise<{ report: ProjectReport; events: RunEvent[] }> {
  const run = new ProjectsService(platform.clients, { journal }).apply(spec, { onFailure: "rollback" });
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  return { report: await run.result, events };
}

const failWelcome = () =>
  platform.servers.zulip.faults.next({ status: 400, times: 10, match: /^POST .*\/messages$/ });
const reasons = ({ leftovers }: ProjectReport) =>
  Object.fromEntries(leftovers.map(({ id, reason }) => [id, reason]));

describe("onFailure: rollback", () => {
  it("takes away what was created, the last first, and tells what is left", async () => {
    failWelcome();
    const { report, events } = await applyAndRollBack();
    // The folder of all projects was created, too, and stays.
    expect(report).toMatchObject({ status: "rolled-back", changed: true });
    expect([report.urls.folder, report.urls.project]).toEqual([undefined, undefined]);
    const { nextcloud, openproject, zulip } = platform.servers;
    expect(await platform.clients.nextcloud.files.exists("Projects/Apollo")).toBe(false);
    expect([...nextcloud.fake.state.groups.keys()].filter((id) => id.startsWith("platformq"))).toEqual([]);
    expect([nextcloud.fake.state.shares.size, openproject.fake.state.projects.size]).toEqual([0, 0]);
    expect([...zulip.fake.state.streams.values()].map(({ is_archived }) => is_archived)).toEqual([true]);
    expect(reasons(report)).toEqual({
      "nextcloud.parent-folder": "other projects may use it",
      "zulip.channel": "Zulip deletes no channels: it is archived",
    });
    const undone = events.flatMap((event) => (event.type === "undone" ? [event.id] : []));
    expect(undone.indexOf("nextcloud.share:editor")).toBeLessThan(undone.indexOf("nextcloud.folder"));
    expect(undone.indexOf("openproject.membership:anna")).toBeLessThan(undone.indexOf("openproject.project"));
  });

  it("can be applied again after that, in the channel that was archived", async () => {
    failWelcome();
    await applyAndRollBack();
    platform.servers.zulip.faults.clear();
    expect((await applyAndRollBack()).report).toMatchObject({ status: "complete", changed: true });
    expect([...platform.servers.zulip.fake.state.streams.values()]).toMatchObject([{ is_archived: false }]);
  });

  it("has to be gone on with before anything else when it was interrupted", async () => {
    const interrupted = memoryJournal();
    const order = { kind: "apply", spec: checkSpec(spec), onFailure: "rollback" };
    await interrupted.append("project:apollo", { type: "begun", order });
    await interrupted.append("project:apollo", { type: "rolling-back" });
    const projects = new ProjectsService(platform.clients, { journal: interrupted });
    await expect(projects.apply(spec).result).rejects.toThrow(
      "The rollback of project:apollo was interrupted",
    );
    expect(await projects.resume("project:apollo").result).toMatchObject({ status: "rolled-back" });
    expect(await projects.apply(spec).result).toMatchObject({ status: "complete" });
  });

  it("leaves what was there before", async () => {
    const { nextcloud, openproject, zulip } = platform.clients;
    await nextcloud.files.createFolder("Projects/Apollo/Documents", { recursive: true });
    await openproject.projects.create({ name: "Apollo", identifier: "apollo" });
    const { user_id } = await zulip.users.me();
    const subscribers = [user_id];
    await zulip.channels.create({ name: "Apollo", description: "Ours", invite_only: true, subscribers });
    failWelcome();
    const { report } = await applyAndRollBack();
    expect(report).toMatchObject({ status: "rolled-back", changed: false });
    expect(await nextcloud.files.exists("Projects/Apollo/Documents")).toBe(true);
    expect(await nextcloud.files.exists("Projects/Apollo/Resources")).toBe(false);
    const project = await openproject.projects.get("apollo");
    expect((await openproject.memberships.list()).items).toEqual([]);
    expect(project.active).toBe(true);
    expect(await zulip.channels.get(await zulip.channels.getId("Apollo"))).toMatchObject({
      description: "Ours",
      is_archived: false,
    });
  });

  it("leaves a folder that was made by somebody else a moment before, and answered 405", async () => {
    const { nextcloud } = platform.servers;
    // The run looks twice, for the plan and for the step, before the folder appears.
    nextcloud.faults.next({ status: 404, times: 2, match: /^PROPFIND .*\/Projects\/Apollo$/ });
    await platform.clients.nextcloud.files.createFolder("Projects/Apollo", { recursive: true });
    await platform.clients.nextcloud.files.upload("Projects/Apollo/precious.txt", "theirs");
    failWelcome();
    const { report } = await applyAndRollBack();
    expect(
      nextcloud.fake.requests.filter(({ method, status }) => method === "MKCOL" && status === 405),
    ).not.toEqual([]);
    expect(reasons(report)["nextcloud.folder"]).toBe("somebody else may have created it");
    expect(await platform.clients.nextcloud.files.downloadText("Projects/Apollo/precious.txt")).toBe(
      "theirs",
    );
  });

  it("leaves a membership whose answer was lost: it may be somebody else's", async () => {
    platform.servers.openproject.faults.next({
      reset: "before-response",
      handled: true,
      match: /^POST .*\/memberships/,
    });
    await platform.clients.openproject.projects.create({ name: "Apollo", identifier: "apollo" });
    failWelcome();
    const { report } = await applyAndRollBack();
    expect(report).toMatchObject({ status: "rolled-back", changed: true });
    expect(reasons(report)["openproject.membership:anna"]).toBe("somebody else may have created it");
    expect((await platform.clients.openproject.memberships.list()).items).toHaveLength(1);
  });

  it("goes on when something cannot be taken away, and tells what and why", async () => {
    failWelcome();
    platform.servers.openproject.faults.next({ status: 403, match: /^DELETE .*\/projects/ });
    const { report } = await applyAndRollBack();
    expect(report.status).toBe("rolled-back");
    expect(reasons(report)["openproject.project"]).toMatch(/could not be removed: .*403/);
    expect(await platform.clients.nextcloud.files.exists("Projects/Apollo")).toBe(false);
  });

  it("waits for a platform that asks for time before it takes something back", async () => {
    failWelcome();
    platform.servers.openproject.faults.next({ status: 429, retryAfter: 100, match: /^DELETE .*\/projects/ });
    const clock = new ManualClock();
    const projects = new ProjectsService(platform.clients, { clock });
    const run = projects.apply(spec, { onFailure: "rollback" });
    const waits = [];
    for await (const event of run) {
      if (event.type !== "waiting") continue;
      waits.push(event.id);
      await clock.advanceAsync(event.waitMs);
    }
    expect(waits).toEqual(["openproject.project"]);
    expect(platform.servers.openproject.fake.state.projects.size).toBe(0);
    expect((await run.result).status).toBe("rolled-back");
  });

  it("can be stopped while it waits, and is gone on with", async () => {
    const stoppable = memoryJournal();
    failWelcome();
    platform.servers.openproject.faults.next({ status: 429, retryAfter: 90, match: /^DELETE .*\/projects/ });
    const controller = new AbortController();
    const projects = new ProjectsService(platform.clients, { journal: stoppable, clock: new ManualClock() });
    const run = projects.apply(spec, { onFailure: "rollback", signal: controller.signal });
    const walk = async () => {
      for await (const { type } of run) if (type === "waiting") controller.abort();
    };
    await expect(walk()).rejects.toMatchObject({ code: "ABORTED" });
    expect(platform.servers.openproject.fake.state.projects.size).toBe(1);
    expect(await idsOf(projects)).toEqual(["project:apollo"]);
    expect(await projects.resume("project:apollo").result).toMatchObject({ status: "rolled-back" });
    expect(platform.servers.openproject.fake.state.projects.size).toBe(0);
    expect(await idsOf(projects)).toEqual([]);
  });

  it("is not over while a platform is away", async () => {
    const open = memoryJournal();
    const clients = connect(addressOf(platform.servers), { retry: false });
    const projects = new ProjectsService(clients, { journal: open });
    failWelcome();
    platform.servers.openproject.faults.next({ status: 502, match: /^DELETE .*\/projects/ });
    const report = await projects.apply(spec, { onFailure: "rollback" }).result;
    expect(report.status).toBe("rolling-back");
    expect(reasons(report)["openproject.project"]).toMatch(/could not be removed: .*502/);
    expect(await idsOf(projects)).toEqual(["project:apollo"]);
    expect(await projects.resume("project:apollo").result).toMatchObject({ status: "rolled-back" });
    expect(platform.servers.openproject.fake.state.projects.size).toBe(0);
  });

  it("tells of what an earlier version did that it does not know how to take back", async () => {
    const older = memoryJournal();
    const order = { kind: "apply", spec: checkSpec(spec), onFailure: "rollback" };
    for (const entry of [
      { type: "begun", order },
      { type: "done", step: "zulip.bot", state: "created", isOwned: true },
      { type: "rolling-back" },
    ]) {
      await older.append("project:apollo", entry);
    }
    const projects = new ProjectsService(platform.clients, { journal: older });
    const { leftovers } = await projects.resume("project:apollo").result;
    expect(leftovers).toMatchObject([{ id: "zulip.bot", platform: "zulip" }]);
  });

  it("begins no further step once one has failed", async () => {
    platform.servers.openproject.faults.next({ status: 422, match: /^POST .*\/api\/v3\/projects$/ });
    const { report } = await applyAndRollBack();
    expect(report.steps.find(({ id }) => id === "zulip.welcome")).toMatchObject({ state: "skipped" });
    expect(report.steps.filter(({ state }) => state === "failed")).toHaveLength(1);
  });

  it("does not take anything back for an optional platform", async () => {
    failWelcome();
    const run = new ProjectsService(platform.clients).apply(
      { ...spec, optional: ["zulip"] },
      { onFailure: "rollback" },
    );
    expect(await run.result).toMatchObject({ status: "degraded", changed: true });
  });
});

async function idsOf(projects: ProjectsService): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of projects.interrupted()) ids.push(id);
  return ids;
}
