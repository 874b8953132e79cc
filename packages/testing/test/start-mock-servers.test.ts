import { describe, expect, it } from "vitest";
import { ManualClock, startMockServers } from "../src/index.js";

const basic = (user: string, secret: string) => ({ authorization: `Basic ${btoa(`${user}:${secret}`)}` });

describe("startMockServers", () => {
  it("starts three servers whose credentials work", async () => {
    await using servers = await startMockServers();
    const { nextcloud, zulip, openproject } = servers;
    const headers = { ...basic(nextcloud.username, nextcloud.password), "ocs-apirequest": "true" };
    const answers = await Promise.all([
      fetch(`${nextcloud.url}/ocs/v2.php/cloud/user`, { headers }),
      fetch(`${zulip.url}/api/v1/users/me`, { headers: basic(zulip.email, zulip.apiKey) }),
      fetch(`${openproject.url}/api/v3/users/me`, { headers: basic("apikey", openproject.apiKey) }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it("knows the same people in all three", async () => {
    await using servers = await startMockServers();
    const { nextcloud, zulip, openproject } = servers;
    const people = ["admin@example.com", "anna@example.com", "ben@example.com", "chloe@example.com"];
    expect([...nextcloud.fake.state.users.values()].map(({ email }) => email)).toEqual(people);
    const accounts = [...zulip.fake.state.users.values()].filter(({ bot_type }) => bot_type === null);
    expect(accounts.map(({ delivery_email }) => delivery_email)).toEqual(people);
    expect([...openproject.fake.state.users.values()].map(({ email }) => email)).toEqual(people);
  });

  it("starts only what is asked for, with its own settings and the given clock", async () => {
    const clock = new ManualClock("2026-03-01T12:00:00Z");
    await using servers = await startMockServers({
      services: ["openproject"],
      clock,
      openproject: { path: "/op" },
    });
    expect(Object.keys(servers)).not.toContain("zulip");
    expect(servers.openproject.url).toMatch(/\/op$/);
    const response = await fetch(`${servers.openproject.url}/api/v3/projects`, {
      method: "POST",
      headers: { ...basic("apikey", servers.openproject.apiKey), "content-type": "application/json" },
      body: JSON.stringify({ name: "Clock" }),
    });
    expect(await response.json()).toMatchObject({ createdAt: "2026-03-01T12:00:00.000Z" });
  });

  it("leaves nothing running when one server cannot start", async () => {
    await using taken = await startMockServers({ services: ["zulip"] });
    const port = Number(new URL(taken.zulip.url).port);
    await expect(startMockServers({ openproject: { port } })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
