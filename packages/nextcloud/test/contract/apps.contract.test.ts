import { BadRequestError, ForbiddenError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Account, checkApp, openTarget, type Target } from "./nextcloud.js";

let target: Target;
let client: Target["client"];
let ada: Account;

beforeAll(async () => {
  target = await openTarget();
  ({ client } = target);
  ada = await target.addUser("ada");
});

afterAll(() => target[Symbol.asyncDispose]());

test("apps are listed, looked up, enabled and disabled", async () => {
  const enabled = await client.apps.list({ filter: "enabled" });
  expect(enabled).toContain("files");
  expect(await client.apps.list()).toEqual(expect.arrayContaining(["files", "dav"]));
  const disabled = await client.apps.list({ filter: "disabled" });
  expect(disabled.filter((app) => enabled.includes(app))).toEqual([]);
  expect(await client.apps.get("files")).toMatchObject({ id: "files", version: expect.any(String) });

  // Comes with every server and, as long as nothing happens, does nothing.
  const app = "admin_audit";
  if (disabled.includes(app)) {
    target.cleanUp(() => client.apps.disable(app));
    await client.apps.enable(app);
    expect(await client.apps.isEnabled(app)).toBe(true);
    await client.apps.disable(app);
  }
  expect(await client.apps.isEnabled(app)).toBe(enabled.includes(app));
});

test("apps are for administrators, and those that exist", async () => {
  await expect(client.apps.get(`${target.name}-app`)).rejects.toBeInstanceOf(NotFoundError);
  await expect(ada.client.apps.list()).rejects.toBeInstanceOf(ForbiddenError);
});

test("settings of apps keep their text as it is", async () => {
  const { appConfig } = client;
  const app = "platformq_contract";
  target.cleanUp(() => appConfig.delete(app, target.name));
  await appConfig.set(app, target.name, "00123");
  expect(await appConfig.get(app, target.name)).toBe("00123");
  expect(await appConfig.keys(app)).toContain(target.name);
  expect(await appConfig.apps()).toContain(app);
  await appConfig.delete(app, target.name);
  expect(await appConfig.get(app, target.name, { defaultValue: "none" })).toBe("none");
  await expect(appConfig.set(app, "enabled", "yes")).rejects.toBeInstanceOf(ForbiddenError);
  await expect(ada.client.appConfig.apps()).rejects.toBeInstanceOf(ForbiddenError);
});

test("preferences are set and removed, as far as an app knows them", async () => {
  const { preferences } = ada.client;
  await expect(preferences.set("files", "no_such_preference", "1")).rejects.toBeInstanceOf(BadRequestError);
  if (!(await client.apps.isEnabled("theming"))) return;
  const both = { shortcuts_disabled: "yes", force_enable_blur_filter: "yes" };
  await preferences.set("theming", "shortcuts_disabled", "yes");
  await preferences.setAll("theming", both);
  await preferences.delete("theming", "shortcuts_disabled");
  await preferences.deleteAll("theming", Object.keys(both));
});

test("the server tells what it is, and how it is doing", async () => {
  const { version, capabilities } = await client.capabilities.get();
  expect(version.major).toBeGreaterThanOrEqual(28);
  expect(capabilities).toMatchObject({ files: expect.any(Object), dav: expect.any(Object) });
  const stranger = target.connect({ username: "nobody", password: "is never sent" });
  expect(await stranger.capabilities.status()).toMatchObject({
    installed: true,
    maintenance: false,
    versionstring: version.string,
  });
  await expect(ada.client.serverInfo.get()).rejects.toBeInstanceOf(ForbiddenError);
  await checkApp(
    target,
    "serverinfo",
    () => client.serverInfo.get(),
    async () => {
      const { system, storage, server, activeUsers } = await client.serverInfo.get();
      expect(system.version.startsWith(version.string)).toBe(true);
      expect(storage.users).toBeGreaterThan(0);
      expect(server.php.version).toMatch(/^\d+\.\d+/);
      expect(activeUsers.last24hours).toBeGreaterThan(0);
    },
  );
});
