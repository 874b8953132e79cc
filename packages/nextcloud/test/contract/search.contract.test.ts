import { BadRequestError, ForbiddenError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Account, checkApp, openTarget, type Target } from "./nextcloud.js";

let target: Target;
let ada: Account;
let names: string[];

beforeAll(async () => {
  target = await openTarget();
  ada = await target.addUser("ada");
  names = ["1", "2", "3"].map((end) => `${target.name}-${end}.txt`);
  for (const name of names) await ada.client.files.upload(name, "x");
});

afterAll(() => target[Symbol.asyncDispose]());

test("the search in everything tells who searches, and walks their pages to the end", async () => {
  const { search } = ada.client;
  const providers = await search.providers();
  expect(providers.find(({ id }) => id === "files")).toMatchObject({ filters: { term: "string" } });
  const found: string[] = [];
  for await (const { title, attributes } of await search.query("files", { term: target.name, limit: 2 })) {
    found.push(title);
    expect(attributes).toMatchObject({ path: `/${title}`, fileId: expect.any(String) });
  }
  expect(found.sort()).toEqual(names);
});

test("a search that cannot be is refused", async () => {
  const { search } = ada.client;
  await expect(search.query("files", { term: "" })).rejects.toBeInstanceOf(BadRequestError);
  await expect(search.query("no_such_provider", { term: "x" })).rejects.toMatchObject({
    code: "PROVIDER_NOT_FOUND",
    attempts: 1,
  });
});

test("people are proposed while somebody types", async () => {
  const found = await target.client.search.autocomplete({ search: ada.id, shareTypes: ["user"], limit: 5 });
  expect(found.map(({ id }) => id)).toContain(ada.id);
});

test("what happened is walked to its end", async () => {
  const { activity, files } = ada.client;
  await checkApp(
    target,
    "activity",
    () => activity.list(),
    async () => {
      const { fileId } = await files.stat(names[0] ?? "");
      const about = await activity.list({ fileId });
      expect(about.items.map(({ objectId }) => objectId)).toContain(fileId);
      expect(about.items[0]).toMatchObject({ user: ada.id, createdAt: expect.any(Date) });
      const seen = new Set<number>();
      for await (const { id } of await activity.list({ filter: "self", limit: 2 })) seen.add(id);
      expect(seen.size).toBeGreaterThanOrEqual(names.length);
      expect((await activity.filters()).map(({ id }) => id)).toContain("self");
      await expect(activity.list({ since: 2_000_000_000 })).rejects.toBeInstanceOf(ForbiddenError);
    },
  );
});

test("a file of which there is no preview is told as missing", async () => {
  await expect(ada.client.previews.get(2_000_000_000)).rejects.toBeInstanceOf(NotFoundError);
});
