import { ConfigurationError, InvalidInputError } from "@platformq/resilience";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PasswordDelivery } from "../../src/provisioning/provisioning-options.js";
import { startPlatform, type TestPlatform } from "./start-platform.js";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(() => platform[Symbol.asyncDispose]());

const dora = {
  login: "dora",
  email: "dora@example.org",
  firstName: "Dora",
  lastName: "Lind",
  quota: "5 GB",
  language: "sv",
  groups: ["design"],
};

describe("provision", () => {
  it("creates a Nextcloud account with all it needs in one request", async () => {
    const result = await platform.service({ nextcloud: { groups: ["staff"] } }).provision(dora);
    expect(result).toMatchObject({ login: "dora", state: "created" });
    const { state } = platform.servers.nextcloud.fake;
    expect(state.users.get("dora")).toMatchObject({
      email: "dora@example.org",
      displayName: "Dora Lind",
      quota: 5 * 1024 ** 3,
      language: "sv",
    });
    expect(state.groupsOf("dora").map(({ id }) => id)).toEqual(["staff", "design"]);
    expect(platform.writes("nextcloud")).toEqual([
      "POST /ocs/v2.php/cloud/groups",
      "POST /ocs/v2.php/cloud/users",
    ]);
  });

  it("changes nothing the second time, and says so", async () => {
    const service = platform.service({ openproject: {}, zulip: {} });
    await service.provision(dora);
    const before = platform.writes("nextcloud").length;
    const result = await service.provision(dora);
    expect(result).toMatchObject({ state: "skipped", reason: { code: "UNCHANGED" } });
    expect(platform.writes("nextcloud")).toHaveLength(before);
  });

  it("brings an account into line and names what was changed", async () => {
    const service = platform.service();
    await service.provision(dora);
    const result = await service.provision({
      ...dora,
      quota: "1 GB",
      lastName: "Ek",
      groups: ["design", "hq"],
    });
    expect(result.state).toBe("updated");
    expect(result.steps[0]?.changes).toEqual(["displayName", "quota", "group hq"]);
    expect(platform.servers.nextcloud.fake.state.users.get("dora")).toMatchObject({
      displayName: "Dora Ek",
      quota: 1024 ** 3,
    });
  });

  it("does not hand somebody's account over to another person of the same login", async () => {
    const service = platform.service();
    const result = await service.provision({ login: "anna", email: "anna.meier@example.org" });
    expect(result).toMatchObject({ state: "failed", reason: { code: "LOGIN_TAKEN" } });
    expect(platform.writes("nextcloud")).toEqual([]);
  });

  it("writes nothing when the login is somebody else's on one platform only", async () => {
    const { state } = platform.servers.openproject.fake;
    const anna = state.findUserByLogin("anna");
    if (anna) anna.login = "emil";
    const service = platform.service({ openproject: {} });
    const emil = { login: "emil", email: "emil@example.org" };
    expect(await service.provision(emil)).toMatchObject({ state: "failed", reason: { code: "LOGIN_TAKEN" } });
    expect(platform.servers.nextcloud.fake.state.users.has("emil")).toBe(false);
  });

  it("changes the address of an account in the managed group, on all platforms", async () => {
    const service = platform.service({ nextcloud: { managedGroup: "managed" }, openproject: {} });
    await service.provision(dora);
    const result = await service.provision({ ...dora, email: "dora.lind@example.org" });
    expect(result.steps.map(({ changes }) => changes)).toEqual([["email"], ["email"]]);
  });

  it("leaves a disabled account alone, and everything after it", async () => {
    const service = platform.service({ openproject: {} });
    await service.provision(dora);
    await platform.clients.nextcloud.users.disable("dora");
    const result = await service.provision({ ...dora, quota: "1 GB" });
    expect(result).toMatchObject({ state: "skipped", reason: { code: "ACCOUNT_DISABLED" } });
    expect(result.steps.map(({ state }) => state)).toEqual(["skipped", "skipped"]);
  });

  it("takes the account for created whose creation got no answer, and hands over the password that works", async () => {
    platform.servers.nextcloud.faults.next({
      reset: "before-response",
      handled: true,
      match: /^POST .*cloud\/users$/,
    });
    const deliveries: PasswordDelivery[] = [];
    const result = await platform
      .service({ deliver: (delivery) => void deliveries.push(delivery) })
      .provision(dora);
    expect(result.state).toBe("created");
    const account = platform.servers.nextcloud.fake.state.users.get("dora");
    expect(deliveries.map(({ password }) => password)).toEqual([account?.password]);
  });

  it("fails with the server's reason, and begins nothing else then", async () => {
    const service = platform.service({ nextcloud: { createGroups: false }, openproject: {}, zulip: {} });
    const result = await service.provision(dora);
    expect(result).toMatchObject({ state: "failed", reason: { code: "GROUP_NOT_FOUND" } });
    expect(platform.writes("openproject")).toEqual([]);
    expect(platform.writes("zulip")).toEqual([]);
  });

  it("writes nothing when one of the platforms lacks what the user is to get", async () => {
    const service = platform.service({ openproject: {}, zulip: { channels: ["nowhere"] } });
    const result = await service.provision(dora);
    expect(result).toMatchObject({ state: "failed", reason: { status: 400 } });
    expect(result.steps.map(({ state }) => state)).toEqual(["skipped", "skipped", "failed"]);
    expect([...platform.writes("nextcloud"), ...platform.writes("openproject")]).toEqual([]);
  });

  it("lets what stands stand when a later platform fails", async () => {
    platform.servers.openproject.faults.next({ status: 422, match: /^POST .*users/ });
    const result = await platform.service({ openproject: {}, zulip: {} }).provision(dora);
    expect(result.state).toBe("failed");
    expect(result.steps.map(({ step, state }) => [step, state])).toEqual([
      ["nextcloud", "created"],
      ["openproject", "failed"],
      ["zulip", "created"],
    ]);
  });

  it("refuses a bad user with all that is wrong, before anything is sent", async () => {
    const service = platform.service({ zulip: {} });
    const bad = { login: "do/ra", email: "nobody", displayName: "D*", quota: "lots" };
    const error = await service.provision(bad).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ message: expect.stringMatching(/login .*email .*quota /) });
    expect(platform.servers.nextcloud.fake.requests).toEqual([]);
  });

  it("refuses a name only Zulip has something against, when Zulip is to know the user", async () => {
    const starred = { ...dora, displayName: "Dora *Lind*" };
    await expect(platform.service({ zulip: {} }).provision(starred)).rejects.toThrow("Zulip refuses");
    await expect(platform.service().provision(starred)).resolves.toMatchObject({ state: "created" });
  });

  it("only looks in a dry run", async () => {
    const service = platform.service({
      nextcloud: { home: { folders: ["Inbox"] } },
      openproject: {},
      zulip: {},
    });
    const result = await service.provision(dora, { dryRun: true });
    expect(result.state).toBe("created");
    for (const name of ["nextcloud", "openproject", "zulip"] as const)
      expect(platform.writes(name)).toEqual([]);
  });

  it("throws a limit it would have to wait for", async () => {
    platform.servers.nextcloud.faults.next({ status: 429, match: "POST" });
    await expect(platform.service().provision(dora)).rejects.toMatchObject({ name: "RateLimitError" });
  });
});

describe("ProvisioningService", () => {
  it("refuses options every user would fail of, all at once", () => {
    const options = {
      nextcloud: { quota: "lots", managedGroup: "admin", home: { folders: ["../up"] } },
      openproject: { groups: [""] },
    };
    expect(() => platform.service(options)).toThrow(ConfigurationError);
    expect(() => platform.service(options)).toThrow("openproject.groups[0] is empty");
    expect(() => platform.service(options)).toThrow(
      /nextcloud\.quota is no quota .*nextcloud\.managedGroup cannot .*nextcloud\.home\.folders\[0\] is no path in a home/,
    );
  });

  it("refuses groups that could not be found again by their names, before anything is sent", async () => {
    const long = "x".repeat(65);
    const service = () => platform.service({ nextcloud: { groups: [long], managedGroup: long } });
    expect(service).toThrow(
      /nextcloud\.groups\[0\] is longer than 64 .*nextcloud\.managedGroup is longer than 64 .*: shorten it/,
    );
    await expect(platform.service().provision({ ...dora, groups: [long] })).rejects.toThrow(
      /groups\[0\] is longer than 64/,
    );
    expect(platform.servers.nextcloud.fake.requests).toEqual([]);
  });

  it("refuses a pace that is none", () => {
    const pace = { concurrency: Number.NaN, batchSize: 0, delayMs: -1 };
    expect(() => platform.service().provisionMany([], pace)).toThrow(/concurrency .*batchSize .*delayMs/);
  });

  it("refuses a run id that nothing could remember", () => {
    expect(() => platform.service().provisionMany([], { runId: "monday" })).toThrow(InvalidInputError);
  });
});
