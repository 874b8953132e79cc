import { describe, expect, it } from "vitest";
import { type ProjectInput, ProjectsService } from "../../src/index.js";
import { usePlatform } from "../support/platform.js";

const platform = usePlatform();
const anna = { login: "anna", email: "anna@example.com" };
const ben = { login: "ben", email: "ben@example.com" };
const spec = { name: "Apollo", members: [anna, ben] } satisfies ProjectInput;
const service = () => new ProjectsService(platform.clients);

describe("ProjectsService.status", () => {
  it("names what was taken away or changed since", async () => {
    await service().apply(spec).result;
    const { nextcloud, openproject } = platform.clients;
    await nextcloud.files.delete("Projects/Apollo/Resources");
    const [share] = (await nextcloud.shares.list({ path: "Projects/Apollo" })).items;
    await nextcloud.shares.update(share?.id ?? "", { permissions: 1 });
    await openproject.projects.update("apollo", { public: true });
    const { drift } = await service().status(spec);
    expect(drift.map(({ id, action, differences }) => [id, action, differences])).toEqual([
      ["openproject.project", "update", [{ field: "public", expected: "false", actual: "true" }]],
      ["nextcloud.share:editor", "update", [{ field: "permissions", expected: "15", actual: "1" }]],
      ["nextcloud.folder:Resources", "create", []],
    ]);
  });

  it("compares the platforms with each other when it is given only a name", async () => {
    await service().apply(spec).result;
    const { nextcloud, zulip } = platform.clients;
    await nextcloud.users.removeFromGroup("ben", "platformq:apollo:editor");
    await zulip.channels.unsubscribe({ subscriptions: ["Apollo"], principals: ["anna@example.com"] });
    const { drift, urls } = await service().status("Apollo");
    expect(drift.map(({ id, action }) => [id, action])).toEqual([
      ["nextcloud.member:ben", "create"],
      ["zulip.subscription:anna", "create"],
    ]);
    expect(urls.project).toContain("/projects/apollo");
  });

  it("finds nothing of a project that nobody has set up, and everything missing of a spec", async () => {
    const { drift } = await service().status("Apollo");
    expect(drift.map(({ id }) => id)).toEqual(["nextcloud.folder", "openproject.project", "zulip.channel"]);
    const { drift: all, checked } = await service().status(spec);
    expect(all.length).toBe(checked - 1);
  });
});
