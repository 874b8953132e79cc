import { NextcloudClient } from "@platformq/nextcloud";
import { OpenProjectClient } from "@platformq/openproject";
import { ResilienceState } from "@platformq/resilience";
import { type MockServers, startMockServers } from "@platformq/testing";
import { ZulipClient } from "@platformq/zulip";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Clients, type SetupReport, setupProject, verifyProject } from "../../src/index.js";

let servers: MockServers;
let clients: Clients;
beforeEach(async () => {
  servers = await startMockServers();
  const { nextcloud, zulip, openproject } = servers;
  const options = { state: new ResilienceState(), rateLimit: 1000, random: () => 0 };
  clients = {
    nextcloud: new NextcloudClient({
      baseUrl: nextcloud.url,
      username: nextcloud.username,
      password: nextcloud.password,
      ...options,
    }),
    zulip: new ZulipClient({ baseUrl: zulip.url, email: zulip.email, apiKey: zulip.apiKey, ...options }),
    openproject: new OpenProjectClient({ baseUrl: openproject.url, apiKey: openproject.apiKey, ...options }),
  };
});
afterEach(() => servers.close());

const anna = { login: "anna", email: "anna@example.com" };
const ben = { login: "ben", email: "ben@example.com" };
const spec = { name: "Apollo", members: [anna, ben], description: "To the moon" };
const stateOf = (report: SetupReport, id: string) => report.steps.find((step) => step.id === id)?.state;

describe("setupProject", () => {
  it("creates everything, which then reads back as wanted", async () => {
    const report = await setupProject(clients, spec);
    expect(report).toMatchObject({ status: "complete", changed: true, identifier: "apollo" });
    const { checked, differences } = await verifyProject(clients, spec);
    expect(differences).toEqual([]);
    expect(checked).toBe(12);
    const share = (await clients.nextcloud.shares.list({ path: "Projects/Apollo" })).items;
    expect(share.map(({ shareWith, permissions }) => [shareWith, permissions])).toEqual([
      ["anna", 31],
      ["ben", 31],
    ]);
  });

  it("changes nothing the second time", async () => {
    await setupProject(clients, spec);
    const writes = () =>
      [servers.nextcloud, servers.zulip, servers.openproject].flatMap(({ fake }) =>
        fake.requests.filter(({ method, status }) => !["GET", "PROPFIND"].includes(method) && status < 400),
      ).length;
    const before = writes();
    const report = await setupProject(clients, spec);
    expect(report).toMatchObject({ status: "complete", changed: false });
    expect(new Set(report.steps.map(({ state }) => state))).toEqual(new Set(["found"]));
    expect(writes()).toBe(before);
  });

  it("subscribes by user id somebody whose API address is not the real one", async () => {
    await setupProject(clients, spec);
    const user = (await clients.zulip.users.list()).items.find(
      ({ delivery_email }) => delivery_email === ben.email,
    );
    expect(user?.email).not.toBe(ben.email);
    const channelId = await clients.zulip.channels.getId("Apollo");
    expect(await clients.zulip.channels.subscribers(channelId)).toContain(user?.user_id);
  });

  it("welcomes with links to folder and project, once", async () => {
    const { urls } = await setupProject(clients, spec);
    await setupProject(clients, spec);
    const channelId = await clients.zulip.channels.getId("Apollo");
    const { items } = await clients.zulip.messages.list({
      narrow: [
        { operator: "stream", operand: channelId },
        { operator: "topic", operand: "Welcome" },
      ],
      apply_markdown: false,
    });
    expect(items).toHaveLength(1);
    expect(items[0]?.content).toContain(urls.folder);
    expect(items[0]?.content).toContain(urls.project);
  });

  it("finds a member by e-mail address whose login is another one", async () => {
    const renamed = { login: "a.berg", email: anna.email };
    const report = await setupProject(clients, { name: "Apollo", members: [renamed] });
    expect(report.status).toBe("complete");
  });

  it("brings a share with too few permissions and a membership with another role into line", async () => {
    await clients.nextcloud.files.createFolder("Projects/Apollo", { recursive: true });
    await clients.nextcloud.shares.create({
      path: "Projects/Apollo",
      shareType: "user",
      shareWith: "anna",
      permissions: 1,
    });
    const project = await clients.openproject.projects.create({ name: "Apollo", identifier: "apollo" });
    const roles = (await clients.openproject.roles.list()).items;
    const user = (
      await clients.openproject.users.list({ filters: [{ login: { operator: "=", values: ["anna"] } }] })
    ).items[0];
    const reader = roles.find(({ name }) => name === "Reader");
    await clients.openproject.memberships.create({
      project: project.id,
      principal: user?.id ?? 0,
      roles: [reader?.id ?? 0],
      sendNotifications: false,
    });

    const report = await setupProject(clients, spec);
    expect(stateOf(report, "nextcloud.share:anna")).toBe("updated");
    expect(stateOf(report, "openproject.membership:anna")).toBe("updated");
    expect((await verifyProject(clients, spec)).differences).toEqual([]);
  });

  it("does not send the welcome twice when its answer was lost", async () => {
    servers.zulip.faults.next({
      reset: "before-response",
      handled: true,
      match: /^POST \/api\/v1\/messages/,
    });
    const report = await setupProject(clients, spec);
    expect(stateOf(report, "zulip.welcome")).toBe("created");
    const sent = [...servers.zulip.fake.state.messages.values()].filter(({ content }) =>
      content.includes("Welcome to"),
    );
    expect(sent).toHaveLength(1);
  });

  it("does not create a project twice when its answer was lost", async () => {
    servers.openproject.faults.next({
      reset: "before-response",
      handled: true,
      match: /^POST \/api\/v3\/projects/,
    });
    const report = await setupProject(clients, spec);
    expect(report.status).toBe("complete");
    expect(
      (await clients.openproject.projects.list()).items.filter(({ name }) => name === "Apollo"),
    ).toHaveLength(1);
  });

  it("does not take over a project of another name", async () => {
    await clients.openproject.projects.create({ name: "Something else", identifier: "apollo" });
    const report = await setupProject(clients, spec);
    expect(report.status).toBe("partial");
    const failed = report.steps.find(({ state }) => state === "failed");
    expect(failed?.error).toMatchObject({
      code: "NAME_TAKEN",
      message: expect.stringContaining("Something else"),
    });
  });

  it("reports a limit of the server's, and goes on from there the next time", async () => {
    servers.nextcloud.faults.next({ status: 429, match: /^POST .*\/shares/ });
    const first = await setupProject(clients, spec);
    expect(first.steps.filter(({ state }) => state === "failed")).toHaveLength(1);
    const second = await setupProject(clients, spec);
    expect(second).toMatchObject({ status: "complete", changed: true });
  });
});

describe("verifyProject", () => {
  it("names what was taken away since", async () => {
    await setupProject(clients, spec);
    const [share] = (await clients.nextcloud.shares.list({ path: "Projects/Apollo" })).items;
    await clients.nextcloud.shares.delete(share?.id ?? "");
    await clients.nextcloud.files.delete("Projects/Apollo/Resources");
    const { differences } = await verifyProject(clients, spec);
    expect(differences).toEqual([
      { platform: "nextcloud", what: "Projects/Apollo/Resources", expected: "folder", actual: "missing" },
      { platform: "nextcloud", what: "share with anna", expected: "31", actual: "missing" },
    ]);
  });

  it("finds everything missing where nothing was set up", async () => {
    const { differences } = await verifyProject(clients, spec);
    expect(differences.map(({ platform }) => platform).sort()).toEqual([
      "nextcloud",
      "nextcloud",
      "nextcloud",
      "openproject",
      "zulip",
    ]);
  });
});
