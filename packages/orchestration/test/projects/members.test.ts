import { describe, expect, it } from "vitest";
import { memoryJournal, PlanBlockedError, type ProjectInput, ProjectsService } from "../../src/index.js";
import { usePlatform } from "../support/platform.js";

const platform = usePlatform();
const anna = { login: "anna", email: "anna@example.com" };
const ben = { login: "ben", email: "ben@example.com" };
const chloe = { login: "chloe", email: "chloe@example.com" };
const spec = { name: "Apollo", members: [anna] } satisfies ProjectInput;
const service = () => new ProjectsService(platform.clients);

describe("ProjectsService.addMembers", () => {
  it("adds people everywhere, and changes nothing else", async () => {
    await service().apply({ ...spec, description: "To the moon", visibility: "public" }).result;
    const report = await service().addMembers("Apollo", [ben, { ...chloe, role: "viewer" }]).result;
    expect(report.status).toBe("complete");
    const wanted = [anna, ben, { ...chloe, role: "viewer" as const }];
    const status = await service().status({
      ...spec,
      description: "To the moon",
      visibility: "public",
      members: wanted,
    });
    expect([status.drift, status.obstacles]).toEqual([[], []]);
  });

  it("lets those write who wrote before the first viewer came", async () => {
    await service().apply(spec).result;
    await service().addMembers("Apollo", [{ ...chloe, role: "viewer" }]).result;
    const [stream] = [...platform.servers.zulip.fake.state.streams.values()];
    const idOf = (email: string) =>
      [...platform.servers.zulip.fake.state.users.values()].find((user) => user.delivery_email === email)
        ?.user_id;
    expect(stream?.permissions.get("can_send_message_group")).toMatchObject({
      direct_members: [idOf("admin@example.com"), idOf(anna.email)],
    });
  });

  it("needs a project that is there, and people who are known", async () => {
    const run = service().addMembers("Apollo", [{ login: "dora", email: "dora@example.com" }]);
    await expect(run.result).rejects.toThrow(PlanBlockedError);
    await expect(run.result).rejects.toMatchObject({
      message: expect.stringMatching(/Project apollo is not there.*knows nobody with the login dora/),
    });
  });
});

describe("ProjectsService.removeMembers", () => {
  it("takes people out everywhere, and leaves the others", async () => {
    const members: ProjectInput["members"] = [anna, { ...ben, role: "owner" }, { ...chloe, role: "viewer" }];
    await service().apply({ ...spec, members }).result;
    const report = await service().removeMembers("Apollo", [ben, chloe]).result;
    expect(report).toMatchObject({ status: "complete", changed: true });
    const { spec: found, drift } = await service().status("Apollo");
    expect(found.members).toEqual([{ ...anna, role: "editor" }]);
    expect(drift).toEqual([]);
    const [stream] = [...platform.servers.zulip.fake.state.streams.values()];
    expect(stream?.permissions.get("can_administer_channel_group")).toMatchObject({ direct_members: [] });
  });

  it("does not take the place of another removal that was interrupted", async () => {
    const journal = memoryJournal();
    const projects = new ProjectsService(platform.clients, { journal, concurrency: 1 });
    await projects.apply({ ...spec, members: [anna, ben, chloe] }).result;
    const controller = new AbortController();
    const first = projects.removeMembers("Apollo", [ben], { signal: controller.signal });
    for await (const { type } of first) {
      if (type !== "finished") continue;
      controller.abort();
      break;
    }
    await expect(first.result).rejects.toMatchObject({ code: "ABORTED" });
    await expect(projects.removeMembers("Apollo", [chloe]).result).rejects.toThrow(
      "The remove-members of project:apollo was interrupted: resume it first",
    );
    // The same once more is as good as resuming it.
    expect(await projects.removeMembers("Apollo", [ben]).result).toMatchObject({ status: "complete" });
    expect(await projects.removeMembers("Apollo", [chloe]).result).toMatchObject({ status: "complete" });
    expect((await projects.status("Apollo")).spec.members.map(({ login }) => login)).toEqual(["anna"]);
    const [stream] = [...platform.servers.zulip.fake.state.streams.values()];
    expect(stream?.subscribers.size).toBe(2);
  });

  it("has nothing to do for people who are not in it, or not known", async () => {
    await service().apply(spec).result;
    const dora = { login: "dora", email: "dora@example.com" };
    const report = await service().removeMembers("Apollo", [ben, dora]).result;
    expect(report).toMatchObject({ status: "complete", changed: false });
    const states = Object.fromEntries(report.steps.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({ "nextcloud.leave:ben": "absent", "zulip.leave:dora": "absent" });
  });
});
