import { ConflictError, InvalidInputError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let files: (typeof server)["client"]["files"];
const lastModified = new Date("2020-09-13T12:26:42Z");

beforeEach(async () => {
  server = await startNextcloud();
  files = server.client.files;
  await files.createFolder("docs");
  for (const name of ["a", "b", "c", "d", "e"]) await files.upload(`docs/${name}`, name, { lastModified });
  return () => server[Symbol.asyncDispose]();
});

const propfinds = () => server.fake.requests.filter(({ method }) => method === "PROPFIND");

describe("a listing in pages", () => {
  test("has as many entries per page as asked for, and tells how many there are", async () => {
    const first = await files.list("docs", { limit: 2 });
    const second = await first.next();
    const third = await second?.next();
    const names = [first, second, third].map((page) => page?.items.map(({ name }) => name));
    expect(names).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    expect([first.total, second?.total, third?.hasNext]).toEqual([5, 5, false]);
  });

  test("tells the same of a file whatever page it is on", async () => {
    const whole = (await files.list("docs")).items;
    const walked = [];
    for await (const entry of await files.list("docs", { limit: 1 })) walked.push(entry);
    expect(walked).toEqual(whole);
    expect(walked.at(-1)?.lastModified).toEqual(lastModified);
  });

  test("that fits on one page has no other", async () => {
    const before = propfinds().length;
    expect((await files.list("docs", { limit: 5 })).hasNext).toBe(false);
    expect((await files.list("docs", { limit: 50 })).hasNext).toBe(false);
    expect(propfinds().length - before).toBe(2);
  });

  test("that the server has forgotten is an error, and not begun anew in silence", async () => {
    const first = await files.list("docs", { limit: 2 });
    server.fake.state.listings.clear();
    const error = await first.next().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({ code: "LISTING_EXPIRED" });
  });

  test.each([0, -1, 1.5, Number.NaN])("is not made of pages of %d", async (limit) => {
    await expect(files.list("docs", { limit })).rejects.toBeInstanceOf(InvalidInputError);
  });
});
