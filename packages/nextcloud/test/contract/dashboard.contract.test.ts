import { NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Account, checkApp, openTarget, type Target } from "./nextcloud.js";

let target: Target;
let ada: Account;

beforeAll(async () => {
  target = await openTarget();
  ada = await target.addUser("ada");
  await ada.client.files.upload("plan.md", "# Plan");
});

afterAll(() => target[Symbol.asyncDispose]());

test("the dashboard shows widgets, which the account chooses", async () => {
  const { dashboard } = ada.client;
  await checkApp(
    target,
    "dashboard",
    () => dashboard.widgets(),
    async () => {
      const widgets = await dashboard.widgets();
      expect(widgets).not.toEqual([]);
      for (const version of [1, 2] as const) {
        for (const { items } of Object.values(await dashboard.items({ version, limit: 2 }))) {
          expect(items.length).toBeLessThanOrEqual(2);
        }
      }
      expect(await dashboard.layout()).toEqual(expect.any(Array));
      const [first = "recommendations"] = widgets.map(({ id }) => id);
      await dashboard.setLayout([first]);
      expect(await dashboard.layout()).toEqual([first]);
      await dashboard.setStatuses(["weather"]);
      expect(await dashboard.statuses()).toEqual(["weather"]);
    },
  );
});

test("the menus lead to the files and to the settings", async () => {
  expect((await ada.client.navigation.apps()).map(({ id }) => id)).toContain("files");
  const settings = await ada.client.navigation.settings({ absolute: true });
  expect(settings.find(({ id }) => id === "settings")?.href).toMatch(/^https?:/);
});

test("files are recommended", async () => {
  const { recommendations } = ada.client;
  await checkApp(
    target,
    "recommendations",
    () => recommendations.list(),
    async () => {
      expect((await recommendations.list({ always: true })).map(({ name }) => name)).toContain("plan.md");
      expect(await recommendations.list()).toEqual(expect.any(Array));
    },
  );
});

test("the weather has favourite places, and is unknown without a location", async () => {
  const { weatherStatus } = ada.client;
  await checkApp(
    target,
    "weather_status",
    () => weatherStatus.location(),
    async () => {
      expect(await weatherStatus.location()).toMatchObject({ latitude: undefined, address: null });
      await expect(weatherStatus.forecast()).rejects.toBeInstanceOf(NotFoundError);
      await weatherStatus.setFavorites(["Berlin", "Rome"]);
      expect(await weatherStatus.favorites()).toEqual(["Berlin", "Rome"]);
      await weatherStatus.setFavorites([]);
      expect(await weatherStatus.favorites()).toEqual([]);
      await weatherStatus.setMode(2);
    },
  );
});
