import { ConflictError, InvalidInputError, NotFoundError } from "@platformq/resilience";
import { beforeAll, describe, expect, test } from "vitest";
import type { FileFilter } from "../../src/index.js";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let files: (typeof server)["client"]["files"];

beforeAll(async () => {
  server = await startNextcloud();
  files = server.client.files;
  await files.createFolder("S/Sub & <b>", { recursive: true });
  const lastModified = new Date("2024-01-01T00:00:00Z");
  await files.upload("S/plan.md", "# Plan", { lastModified });
  await files.upload("S/Plan 100%.txt", "12345678901234567890");
  await files.upload("S/Sub & <b>/photo_1.png", "png");
  await files.setFavorite("S/plan.md", true);
  return () => server[Symbol.asyncDispose]();
});

const names = async (where: FileFilter, folder = "S") =>
  (await files.search({ where, folder })).items.map(({ name }) => name);

describe("search", () => {
  const cases: [string, FileFilter, string[]][] = [
    ["nothing, which finds all", {}, ["photo_1.png", "Plan 100%.txt", "plan.md", "Sub & <b>"]],
    ["a name", { name: "plan.md" }, ["plan.md"]],
    ["a part of the name, in any case", { name: { contains: "PLAN" } }, ["Plan 100%.txt", "plan.md"]],
    ["a percent sign, which is no wildcard", { name: { contains: "0%" } }, ["Plan 100%.txt"]],
    ["an underscore, which is none either", { name: { contains: "n_" } }, []],
    ["an ending", { name: { endsWith: ".md" } }, ["plan.md"]],
    ["markup", { name: { contains: "& <b>" } }, ["Sub & <b>"]],
    ["a type", { contentType: { startsWith: "image/" } }, ["photo_1.png"]],
    ["a size", { size: { above: 6 }, type: "file" }, ["Plan 100%.txt"]],
    ["a size between", { size: { atLeast: 3, atMost: 6 }, type: "file" }, ["photo_1.png", "plan.md"]],
    ["a time", { lastModified: { below: new Date("2025-01-01") } }, ["plan.md"]],
    ["favourites", { isFavorite: true }, ["plan.md"]],
    ["folders", { type: "folder" }, ["Sub & <b>"]],
    ["either", { or: [{ name: "plan.md" }, { size: 3 }] }, ["photo_1.png", "plan.md"]],
    ["neither", { type: "file", not: { name: { contains: "plan" } } }, ["photo_1.png"]],
    ["a whole name as it is written", { name: "PLAN.md" }, []],
    ["a whole type", { contentType: "image/png" }, ["photo_1.png"]],
    ["another type", { type: "file", not: { contentType: { startsWith: "text/" } } }, ["photo_1.png"]],
    ["no group", { not: { type: "file", name: { contains: "plan" } } }, ["photo_1.png", "Sub & <b>"]],
    ["none of several", { not: { or: [{ type: "folder" }, { size: 3 }] } }, ["Plan 100%.txt", "plan.md"]],
    [
      "not all of several",
      { not: { and: [{ type: "file" }, { size: { above: 5 } }] } },
      ["photo_1.png", "Sub & <b>"],
    ],
    ["what is not without", { not: { not: { name: "plan.md" } } }, ["plan.md"]],
    ["what is not nothing", { not: {} }, []],
  ];
  test.each(cases)("finds %s", async (_, where, expected) => {
    expect(await names(where)).toEqual(expected);
  });

  test("looks below one folder only, whatever it is called", async () => {
    expect(await names({}, "S/Sub & <b>")).toEqual(["photo_1.png"]);
  });

  test("walks page after page", async () => {
    const page = await files.search({ folder: "S", limit: 2, orderBy: [{ by: "name", descending: true }] });
    const all: string[] = [];
    for await (const { name } of page) all.push(name);
    expect(all).toEqual(["Sub & <b>", "plan.md", "Plan 100%.txt", "photo_1.png"]);
  });

  test.each<[string, object]>([
    ["a part of a type", { contentType: { contains: "image" } }],
    ["the end of a type", { contentType: { endsWith: "/png" } }],
    ["half a type", { contentType: { startsWith: "image/p" } }],
    ["what is no favourite", { isFavorite: false }],
    ["the opposite of a favourite", { not: { or: [{ name: "x" }, { isFavorite: true }] } }],
  ])("refuses %s, which the server cannot search for", async (_, where) => {
    const before = server.fake.requests.length;
    await expect(files.search({ where })).rejects.toBeInstanceOf(InvalidInputError);
    expect(server.fake.requests).toHaveLength(before);
  });

  test("takes what the server's types refuse for an answer", async () => {
    const client = server.connect({ circuitBreaker: { threshold: 2 } });
    for (const exception of ["InvalidArgumentException", "TypeError"]) {
      const body = `<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns"><s:exception>${exception}</s:exception></d:error>`;
      const headers = { "content-type": "application/xml; charset=utf-8" };
      server.faults.next({ match: "SEARCH", status: 500, body, headers });
      await expect(client.files.search()).rejects.toMatchObject({ attempts: 1, vendorCode: exception });
    }
    expect(client.circuit).toBe("closed");
  });

  test("refuses alternatives of which there are none", async () => {
    await expect(files.search({ where: { or: [] } })).rejects.toBeInstanceOf(InvalidInputError);
  });
});

test("statById finds a file wherever it is", async () => {
  const { fileId, path } = await files.stat("S/Sub & <b>/photo_1.png");
  expect((await files.statById(fileId)).path).toBe(path);
  await expect(files.statById(999_999)).rejects.toBeInstanceOf(NotFoundError);
});

describe("filter", () => {
  test("lists favourites", async () => {
    expect((await files.filter({ isFavorite: true })).map(({ path }) => path)).toEqual(["/S/plan.md"]);
  });

  test("refuses a tag that is not there, and asking for nothing", async () => {
    await expect(files.filter({ tagIds: [999] })).rejects.toBeInstanceOf(ConflictError);
    await expect(files.filter({})).rejects.toBeInstanceOf(InvalidInputError);
  });
});
