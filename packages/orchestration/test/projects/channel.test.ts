import { describe, expect, it } from "vitest";
import { PlanBlockedError, type ProjectInput, ProjectsService } from "../../src/index.js";
import { addressOf, connect, usePlatform } from "../support/platform.js";

const platform = usePlatform();
const spec = {
  name: "Apollo",
  members: [{ login: "anna", email: "anna@example.com" }],
} satisfies ProjectInput;
const service = () => new ProjectsService(platform.clients);
const streams = () => [...platform.servers.zulip.fake.state.streams.values()];

describe("the channel of a project", () => {
  it("comes back from the archive with its history, whatever the case of its name", async () => {
    await service().apply(spec).result;
    await service().archive("Apollo").result;
    for (const stream of streams()) stream.name = "APOLLO";
    expect(await service().apply(spec).result).toMatchObject({ status: "complete", changed: true });
    expect(streams()).toMatchObject([{ is_archived: false, history_public_to_subscribers: true }]);
  });

  it("keeps its history for those who come later when it becomes private", async () => {
    await service().apply({ ...spec, visibility: "public" }).result;
    await service().apply(spec).result;
    expect(streams()).toMatchObject([{ invite_only: true, history_public_to_subscribers: true }]);
  });

  it("is an obstacle when it is private and the account is not in it", async () => {
    await platform.clients.zulip.channels.create({ name: "apollo", invite_only: true, subscribers: [11] });
    const run = service().apply(spec);
    await expect(run.result).rejects.toThrow(PlanBlockedError);
    await expect(run.result).rejects.toThrow("The channel apollo is private and this account is not in it");
  });

  it("is said to be out of sight when Zulip refuses it and the account sees none", async () => {
    await platform.clients.zulip.channels.create({ name: "Apollo", invite_only: true, subscribers: [11] });
    const address = addressOf(platform.servers);
    const chloe = { email: "chloe@example.com", apiKey: "testkeychloe".padEnd(32, "0") };
    const { zulip } = connect({ ...address, zulip: { ...address.zulip, ...chloe } });
    const { steps } = await new ProjectsService({ ...platform.clients, zulip }).apply(spec).result;
    const step = steps.find(({ id }) => id === "zulip.channel");
    expect(step).toMatchObject({ state: "failed", error: { code: "NAME_TAKEN" } });
    expect(step?.error?.message).toContain("it may be a private one (");
    expect(streams()).toHaveLength(1);
  });

  it("is left as it is, with those in it, when people are to leave an archived one", async () => {
    await service().apply(spec).result;
    await service().archive("Apollo").result;
    const { status, leftovers } = await service().removeMembers("Apollo", spec.members).result;
    expect(status).toBe("complete");
    expect(leftovers.map(({ id }) => id)).toEqual(["zulip.leave:anna"]);
  });
});
