import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

const site = "https://nextcloud.com/files";
const other = "https://example.com/";

test("addresses are found in a text, and followed when asked", async () => {
  const text = `See ${site} and ${other}`;
  expect(await client.references.extract(text, { limit: 5 })).toEqual({ [site]: null, [other]: null });
  const found = await client.references.extract(text, { resolve: true, limit: 5 });
  expect(found[site]).toMatchObject({ accessible: true, openGraphObject: { name: "Nextcloud" } });
  expect(found[other]).toBeNull();
});

test("addresses are followed one by one", async () => {
  expect(Object.keys(await client.references.resolve([site, other]))).toEqual([site]);
  expect(Object.keys(await client.references.resolve([site, other], { limit: 2 }))).toEqual([site, other]);
  expect(await client.references.extract("no address")).toEqual({});
});

test("a provider that was used is noted", async () => {
  const [provider] = await client.references.providers();
  expect(provider).toMatchObject({ title: "Conversations", iconUrl: "" });
  expect(await client.references.touchProvider(provider?.id ?? "")).toBe(true);
  expect(await client.references.touchProvider("none")).toBe(false);
});
