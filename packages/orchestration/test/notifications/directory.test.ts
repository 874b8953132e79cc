import type { MockServers } from "@platformq/testing";
import { ManualClock } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Directory } from "../../src/notifications/directory.js";
import { md } from "../../src/notifications/markup/markup.js";
import { renderMarkdown } from "../../src/notifications/markup/render-markdown.js";
import { startPlatform } from "./support/platform.js";

let clock: ManualClock;
let servers: MockServers;
let clients: Awaited<ReturnType<typeof startPlatform>>["clients"];
let directory: Directory;
beforeEach(async () => {
  clock = new ManualClock();
  ({ servers, clients } = await startPlatform(clock));
  directory = new Directory(clients, clock);
});
afterEach(() => servers.close());

const requestsTo = (service: "nextcloud" | "zulip"): number => servers[service].fake.requests.length;
const benInZulip = () =>
  [...servers.zulip.fake.state.users.values()].find(({ full_name }) => full_name === "Ben Okafor");

describe("somebody", () => {
  it("is found in Zulip by the real address, in whatever letters, where its API shows another", async () => {
    const user = await directory.zulipUser("BEN@example.com");
    expect(user.full_name).toBe("Ben Okafor");
    expect(user.email).not.toBe("ben@example.com");
  });

  it("is found in Zulip by the login in Nextcloud, which is asked once", async () => {
    expect((await directory.zulipUser("ben")).full_name).toBe("Ben Okafor");
    const before = requestsTo("nextcloud");
    expect((await directory.zulipUser("ben")).full_name).toBe("Ben Okafor");
    expect(requestsTo("nextcloud")).toBe(before);
  });

  it("is found in Nextcloud by login and by address", async () => {
    expect(await directory.nextcloudId(clients.nextcloud, "Anna")).toBe("anna");
    expect(await directory.nextcloudId(clients.nextcloud, "Anna@Example.com")).toBe("anna");
  });

  it.each(["nobody", "nobody@example.com", "en@example.com", "be"])("named %j is nobody", async (who) => {
    await expect(directory.zulipUser(who)).rejects.toMatchObject({
      code: "RECIPIENT_NOT_FOUND",
      service: "zulip",
    });
  });

  it("who was deactivated is nobody", async () => {
    const ben = benInZulip();
    if (ben) ben.is_active = false;
    await expect(directory.zulipUser("ben@example.com")).rejects.toMatchObject({
      code: "RECIPIENT_NOT_FOUND",
    });
  });

  it("who is new is found once the list is half a minute old", async () => {
    await directory.zulipUser("anna@example.com");
    const { state } = servers.zulip.fake;
    state.addUser({ user_id: 99, email: "new@example.com", full_name: "New", api_key: "k".repeat(32) });
    const before = requestsTo("zulip");
    for (let i = 0; i < 3; i++) await directory.zulipUser("new@example.com").catch(() => {});
    expect(requestsTo("zulip")).toBe(before);
    await clock.advanceAsync(30_001);
    expect((await directory.zulipUser("new@example.com")).user_id).toBe(99);
  });

  it("is looked for again when the list could not be read", async () => {
    servers.zulip.faults.next({ status: 400 });
    await expect(directory.zulipUser("anna@example.com")).rejects.toMatchObject({ status: 400 });
    expect((await directory.zulipUser("anna@example.com")).full_name).toBe("Anna Berg");
  });
});

describe("a group", () => {
  it("is all its people, by their addresses, without bots", async () => {
    const { state } = servers.zulip.fake;
    state.addUser({
      user_id: 98,
      email: "bot@example.com",
      full_name: "Bot",
      api_key: "k".repeat(32),
      bot_type: 1,
    });
    const ids = [...state.users.values()].filter(({ role }) => role === 400).map(({ user_id }) => user_id);
    await clients.zulip.userGroups.create({ name: "Crew", description: "", members: ids });
    expect((await directory.members("crew")).sort()).toEqual([
      "anna@example.com",
      "ben@example.com",
      "chloe@example.com",
    ]);
  });

  it("that is not there is an error", async () => {
    await expect(directory.members("nobody")).rejects.toMatchObject({ code: "RECIPIENT_NOT_FOUND" });
  });
});

it("mentions within lists are looked up, and those of nobody are names", async () => {
  const { parts } = md.list([md.user("anna"), md.user("@**all**"), md.channel("nowhere")]);
  expect(renderMarkdown(parts, await directory.mentions(parts))).toBe(
    "* @**Anna Berg|11**\n* @&#42;&#42;all&#42;&#42;\n* nowhere",
  );
});
