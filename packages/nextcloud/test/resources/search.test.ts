import { BadRequestError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

describe("the search in everything", () => {
  test("tells who can search, and stops after the last page though the server offers another", async () => {
    for (const name of ["plan-1", "plan-2", "plan-3"]) await client.files.upload(name, "x");
    expect((await client.search.providers()).map(({ id }) => id)).toEqual(["files"]);
    const page = await client.search.query("files", { term: "plan", limit: 2 });
    const titles: string[] = [];
    for await (const { title, attributes } of page) {
      titles.push(title);
      expect(attributes).toHaveProperty("path", `/${title}`);
    }
    expect(titles).toEqual(["plan-1", "plan-2", "plan-3"]);
    expect(server.fake.requests.filter(({ path }) => path.endsWith("/search"))).toHaveLength(2);
  });

  test("names a provider that is not there, which the server calls an internal error", async () => {
    const error = await client.search.query("nope", { term: "x" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code: "PROVIDER_NOT_FOUND", attempts: 1 });
    await expect(client.search.query("files", { term: " " })).rejects.toBeInstanceOf(BadRequestError);
  });

  test("proposes people", async () => {
    const found = await client.search.autocomplete({ search: "anna", shareTypes: ["user"], limit: 3 });
    expect(found.map(({ id, label }) => ({ id, label }))).toEqual([{ id: "anna", label: "Anna Berg" }]);
  });
});

describe("activity", () => {
  test("is walked to its end, which is no list but a 304", async () => {
    for (const name of ["a", "b", "c"]) await client.files.upload(name, "x");
    const seen: (string | null)[] = [];
    for await (const { objectName, createdAt } of await client.activity.list({ limit: 2 })) {
      seen.push(objectName);
      expect(createdAt).toBeInstanceOf(Date);
    }
    expect(seen).toEqual(["/c", "/b", "/a"]);
  });

  test("of one file is about nothing else", async () => {
    await client.files.upload("a", "x");
    await client.files.upload("b", "x");
    const { fileId } = await client.files.stat("a");
    expect((await client.activity.list({ fileId })).items.map(({ objectId }) => objectId)).toEqual([fileId]);
    expect((await client.activity.filters()).map(({ id }) => id)).toContain("all");
  });
});

describe("previews", () => {
  test("are pictures of files, of the trash, of versions and of links", async () => {
    await client.files.upload("p.txt", "x");
    const { fileId } = await client.files.stat("p.txt");
    const { token } = await client.shares.create({ path: "/p.txt", shareType: "link" });
    const size = { width: 64, height: 64, keepAspectRatio: true };
    const all = [
      await client.previews.get(fileId, { ...size, mode: "cover" }),
      await client.previews.getByPath("/p.txt", size),
      await client.previews.getVersion("/p.txt", "1", { width: 64 }),
      await client.previews.getPublic(token ?? "", size),
    ];
    await client.files.delete("p.txt");
    all.push(await client.previews.getTrashed(fileId, size));
    for (const picture of all) expect(picture.subarray(1, 4).toString()).toBe("PNG");
    await expect(client.previews.get(fileId)).rejects.toBeInstanceOf(NotFoundError);
  });
});

test("a link downloads a file without signing in", async () => {
  await client.files.upload("direct.bin", "x");
  const { fileId } = await client.files.stat("direct.bin");
  expect(await client.files.directLink(fileId, { expirationTime: 60 })).toMatch(
    /\/remote\.php\/direct\/\w+$/,
  );
  await expect(client.files.directLink(999_999)).rejects.toBeInstanceOf(NotFoundError);
});

test("whether the server is in maintenance needs no account", async () => {
  server.fake.state.maintenance = true;
  const stranger = server.connect({ password: "wrong" });
  expect(await stranger.capabilities.status()).toMatchObject({ maintenance: true, versionstring: "32.0.1" });
});
