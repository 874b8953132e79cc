import { NextcloudClient } from "@platformq/nextcloud";
import { OpenProjectClient } from "@platformq/openproject";
import { environmentOf, startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { runScript } from "../run-script.js";

describe("examples/weekly-report.ts", () => {
  it("counts in OpenProject, keeps the chart in Nextcloud and posts its link to Zulip", async () => {
    await using servers = await startMockServers();
    const { nextcloud, zulip, openproject } = servers;
    zulip.fake.state.addStream({ name: "moon", date_created: 0 });
    const { url: baseUrl, apiKey } = openproject;
    await using projects = new OpenProjectClient({ baseUrl, apiKey });
    await projects.projects.create({ name: "Apollo" });
    const add = (subject: string, more: { status?: string; dueDate?: string } = {}) =>
      projects.workPackages.create({ project: "apollo", subject, ...more });
    await add("Build", { status: "Closed" });
    await add("Launch", { dueDate: "2026-01-05" });
    await add("Land");

    const run = () =>
      runScript("examples/weekly-report.ts", ["apollo", "moon"], { env: environmentOf(servers) });
    const { code, stdout, stderr } = await run();
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const [message] = zulip.fake.state.messages.values();
    const link = /^Posted to moon: (http:\S+\/s\/\w+)\n$/.exec(stdout)?.[1];
    expect(message).toMatchObject({ topic: "Weekly report" });
    expect(message?.content).toContain("`Apollo` in the week to 20");
    expect(message?.content).toContain("| 3 | 1 | 1 |");
    expect(message?.content).toContain(`(${link})`);

    await using files = new NextcloudClient({ ...nextcloud, baseUrl: nextcloud.url });
    const [chart] = (await files.files.list("/Reports/apollo")).items;
    expect(chart?.contentType).toBe("image/svg+xml");
    const svg = await files.files.downloadText(chart?.path ?? "");
    expect(svg).toMatch(/>New<\/text>\n<rect .* width="280" .*\n<text .*>2<\/text>/);
    expect(svg).toMatch(/>Closed<\/text>\n<rect .* width="140" .*\n<text .*>1<\/text>/);

    expect((await run()).stdout).toBe(stdout);
    expect(nextcloud.fake.state.shares.size).toBe(1);
  });

  it("shares nothing where there is no channel to tell of it", async () => {
    await using servers = await startMockServers();
    const { nextcloud, openproject } = servers;
    await using projects = new OpenProjectClient({ baseUrl: openproject.url, apiKey: openproject.apiKey });
    await projects.projects.create({ name: "Apollo" });
    const env = environmentOf(servers);
    const { code, stderr } = await runScript("examples/weekly-report.ts", ["apollo", "nowhere"], { env });
    expect(stderr).toContain("Invalid channel name 'nowhere'");
    expect(nextcloud.fake.requests).toEqual([]);
    expect(code).toBe(1);
  });
});
