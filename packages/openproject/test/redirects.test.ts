import { path } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { Configuration } from "../src/index.js";
import { startOpenProject } from "./fake-openproject.js";
import { startRedirecting } from "./redirecting-server.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let moved: Awaited<ReturnType<typeof startRedirecting>>;

beforeAll(async () => {
  // Whoever is not signed in sees what is public, and no error.
  server = await startOpenProject({ loginRequired: false });
  moved = await startRedirecting(server.url);
  await server.client.projects.create({ name: "Private" });
  return async () => {
    await moved[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  };
});

const isRefused = (origin: string) => ({
  code: "REDIRECT_REFUSED",
  outcome: "rejected",
  message: expect.stringContaining(`redirected to ${origin}; set baseUrl to where the server really is`),
});

test("a read is not followed to another origin, where it would be anybody's", async () => {
  const client = server.connect({ baseUrl: moved.url });
  const before = server.fake.requests.length;
  await expect(client.projects.list()).rejects.toMatchObject(isRefused(server.url));
  await expect(client.projects.get("private")).rejects.toMatchObject(isRefused(server.url));
  await expect(client.testConnection()).rejects.toMatchObject(isRefused(server.url));
  expect(server.fake.requests).toHaveLength(before);
});

test("a link to another host is followed wherever that sends", async () => {
  await using third = await startOpenProject({ loginRequired: false });
  await using other = await startRedirecting(third.url);
  const link = { href: `${other.url}/api/v3/configuration` };
  expect(await server.client.follow(link, Configuration)).toHaveProperty("maximumAttachmentFileSize");
  expect(third.fake.requests.at(-1)?.headers).not.toHaveProperty("authorization");
});

test("a call of one's own may choose to be followed", async () => {
  const client = server.connect({ baseUrl: moved.url });
  const request = { method: "GET", path: path`configuration`, redirect: "follow" } as const;
  expect(await client.request(request, Configuration)).toHaveProperty("maximumAttachmentFileSize");
});

test("a copy is no job where the whole server is redirected", async () => {
  const client = server.connect({ baseUrl: moved.url });
  const copy = client.projects.copy("private", { name: "Copy" });
  await expect(copy).rejects.toMatchObject(isRefused(server.url));
});

test("the address of the server itself is no address of a file", async () => {
  const { fileLinks, storages, projectStorages } = server.connect({ baseUrl: moved.url });
  for (const location of [
    () => fileLinks.openLocation(1),
    () => fileLinks.downloadLocation(1),
    () => storages.openLocation(1),
    () => projectStorages.openLocation(1),
  ]) {
    await expect(location()).rejects.toMatchObject(isRefused(server.url));
  }
});
