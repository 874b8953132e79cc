import { describe, expect, it } from "vitest";
import { type ProjectInput, ProjectsService } from "../../src/index.js";
import { usePlatform } from "../support/platform.js";

const platform = usePlatform();
const spec = {
  name: "Apollo",
  members: [{ login: "anna", email: "anna@example.com" }],
} satisfies ProjectInput;
const service = () => new ProjectsService(platform.clients);

describe("ProjectsService.archive", () => {
  it("lets people read and not write, and is undone by applying the spec", async () => {
    await service().apply(spec).result;
    expect(await service().archive("Apollo").result).toMatchObject({ status: "complete", changed: true });
    const [share] = [...platform.servers.nextcloud.fake.state.shares.values()];
    const [stream] = [...platform.servers.zulip.fake.state.streams.values()];
    const project = () => platform.clients.openproject.projects.get("apollo");
    expect([share?.permissions, stream?.is_archived, (await project()).active]).toEqual([1, true, false]);
    expect(await service().archive("Apollo").result).toMatchObject({ changed: false });

    expect(await service().apply(spec).result).toMatchObject({ status: "complete", changed: true });
    expect([share?.permissions, stream?.is_archived, (await project()).active]).toEqual([15, false, true]);
  });
});

describe("ProjectsService.remove", () => {
  it("removes what a run has made, and tells what is left", async () => {
    await service().apply(spec).result;
    const { status, leftovers, urls } = await service().remove("Apollo").result;
    expect(status).toBe("complete");
    expect(leftovers.map(({ id, reason }) => [id, reason])).toEqual([
      ["zulip.archive", "Zulip deletes no channels: it is archived"],
    ]);
    expect([urls.folder, urls.project]).toEqual([undefined, undefined]);
    const { nextcloud, openproject, zulip } = platform.servers;
    expect([nextcloud.fake.state.shares.size, openproject.fake.state.projects.size]).toEqual([0, 0]);
    expect([...nextcloud.fake.state.groups.keys()].filter((id) => id.startsWith("platformq"))).toEqual([]);
    expect([...zulip.fake.state.streams.values()]).toMatchObject([{ is_archived: true }]);
    expect([...nextcloud.fake.state.trashOf("admin").values()].map(({ location }) => location)).toContain(
      "/Projects/Apollo",
    );
  });

  it("leaves what somebody else has made, although it was used", async () => {
    const { nextcloud, openproject, zulip } = platform.clients;
    await nextcloud.files.createFolder("Projects/Apollo", { recursive: true });
    await openproject.projects.create({ name: "Apollo", identifier: "apollo" });
    await zulip.channels.create({ name: "Apollo" });
    await service().apply(spec).result;
    const { leftovers } = await service().remove("Apollo").result;
    expect(leftovers.map(({ id }) => id).sort()).toEqual([
      "nextcloud.delete-folder",
      "openproject.delete",
      "zulip.archive",
    ]);
    expect(await nextcloud.files.exists("Projects/Apollo")).toBe(true);
    expect((await openproject.projects.get("apollo")).active).toBe(true);
  });

  it("tells what is gone already from what is there and put away", async () => {
    await service().apply(spec).result;
    await service().remove("Apollo").result;
    const { status, changed, steps } = await service().remove("Apollo").result;
    expect([status, changed]).toEqual(["complete", false]);
    expect(steps.filter(({ state }) => state !== "absent")).toMatchObject([
      { id: "zulip.archive", state: "found" },
    ]);
  });
});

describe("a project that is not there", () => {
  it.each([
    ["remove", () => service().remove("Apolo")],
    ["archive", () => service().archive("Apolo")],
    ["removeMembers", () => service().removeMembers("Apolo", spec.members)],
  ])("is no success of %s", async (_, begin) => {
    await service().apply(spec).result;
    const { status, changed, steps, leftovers } = await begin().result;
    expect([status, changed, leftovers]).toEqual(["absent", false, []]);
    expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(["absent"]));
  });
});
