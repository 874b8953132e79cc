import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

test("widgets are listed in one spelling", async () => {
  expect((await client.dashboard.widgets())[1]).toMatchObject({
    id: "recommendations",
    widgetUrl: null,
    itemApiVersions: [1, 2],
    reloadInterval: 0,
  });
});

test("items of both versions look the same, and are left out once seen", async () => {
  const { recommendations } = await client.dashboard.items({ widgets: ["recommendations"], limit: 3 });
  expect(recommendations).toMatchObject({
    items: [{ title: "plan.md" }],
    emptyContentMessage: "Nothing new",
  });
  const older = await client.dashboard.items({ version: 1 });
  expect(older.activity?.items).toEqual(recommendations?.items);
  expect(Object.keys(older)).toEqual(["activity", "recommendations"]);
  const sinceIds = { recommendations: recommendations?.items[0]?.sinceId ?? "" };
  expect((await client.dashboard.items({ sinceIds })).recommendations?.items).toEqual([]);
});

test("what to see is chosen, and may be nothing", async () => {
  expect(await client.dashboard.layout()).toEqual(["recommendations", "activity"]);
  expect(await client.dashboard.setLayout(["activity"])).toEqual(["activity"]);
  expect(await client.dashboard.layout()).toEqual(["activity"]);
  expect(await client.dashboard.setLayout([])).toEqual([]);
  expect(await client.dashboard.statuses()).toEqual(["weather"]);
  expect(await client.dashboard.setStatuses([])).toEqual([]);
  expect(await client.dashboard.statuses()).toEqual([]);
});
