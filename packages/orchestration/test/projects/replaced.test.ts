import { describe, expect, it } from "vitest";
import { type Journal, memoryJournal, type ProjectReport, ProjectsService } from "../../src/index.js";
import { usePlatform } from "../support/platform.js";

const platform = usePlatform();
const spec = {
  name: "Apollo",
  members: [{ login: "anna", email: "anna@example.com" }],
  folders: ["Plans"],
  versions: [{ name: "1.0" }],
};
const MADE = ["nextcloud.folder", "nextcloud.folder:Plans", "openproject.project", "openproject.version:1.0"];

/** Applies the spec until what is to be replaced is made. */
async function interrupted(journal: Journal): Promise<void> {
  const controller = new AbortController();
  const projects = new ProjectsService(platform.clients, { journal, concurrency: 1 });
  const run = projects.apply(spec, { onFailure: "rollback", signal: controller.signal });
  const left = new Set(MADE);
  const walk = async (): Promise<void> => {
    for await (const event of run) {
      if (event.type === "finished") left.delete(event.id);
      if (left.size === 0) controller.abort();
    }
  };
  await expect(walk()).rejects.toMatchObject({ code: "ABORTED" });
}

/** Puts a folder and a project of the same names in the place of those the run has made. */
async function replace(): Promise<void> {
  const { nextcloud, openproject } = platform.clients;
  await nextcloud.files.delete("Projects/Apollo");
  await nextcloud.files.createFolder("Projects/Apollo/Plans", { recursive: true });
  await nextcloud.files.upload("Projects/Apollo/thesis.txt", "mine");
  await openproject.projects.delete("apollo");
  const { id } = await openproject.projects.create({ name: "Apollo", identifier: "apollo" });
  await openproject.versions.create({ name: "1.0", definingProject: id });
}

async function expectUntouched(report: ProjectReport): Promise<void> {
  const { nextcloud, openproject } = platform.clients;
  expect(report.status).toBe("rolled-back");
  expect(report.leftovers.map(({ id }) => id)).toEqual(expect.arrayContaining(MADE));
  expect(await nextcloud.files.downloadText("Projects/Apollo/thesis.txt")).toBe("mine");
  expect(await nextcloud.files.exists("Projects/Apollo/Plans")).toBe(true);
  const { id } = await openproject.projects.get("apollo");
  expect((await openproject.versions.listInProject(id)).items.map(({ name }) => name)).toEqual(["1.0"]);
}

const failWelcome = () =>
  platform.servers.zulip.faults.next({ status: 400, times: 10, match: /^POST .*\/messages$/ });

describe("what has taken the place of what a run made", () => {
  it("is found by the run when it goes on, and stays when that is rolled back", async () => {
    const journal = memoryJournal();
    await interrupted(journal);
    await replace();
    failWelcome();
    const report = await new ProjectsService(platform.clients, { journal }).resume("project:apollo").result;
    const states = Object.fromEntries(report.steps.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({ "nextcloud.folder": "found", "openproject.project": "found" });
    await expectUntouched(report);
  });

  it("stays when it came between two processes of a rollback", async () => {
    const journal = memoryJournal();
    await interrupted(journal);
    await journal.append("project:apollo", { type: "rolling-back" });
    await replace();
    const report = await new ProjectsService(platform.clients, { journal }).resume("project:apollo").result;
    await expectUntouched(report);
  });

  it("is a channel too, which is not archived", async () => {
    const journal = memoryJournal();
    failWelcome();
    const projects = new ProjectsService(platform.clients, { journal });
    const run = projects.apply(spec, { onFailure: "rollback" });
    for await (const event of run) {
      if (event.type !== "rolling-back") continue;
      for (const stream of platform.servers.zulip.fake.state.streams.values()) stream.description = "Theirs";
    }
    const { leftovers } = await run.result;
    expect(leftovers.find(({ id }) => id === "zulip.channel")?.reason).toContain("bears no mark");
    expect([...platform.servers.zulip.fake.state.streams.values()]).toMatchObject([{ is_archived: false }]);
  });
});
