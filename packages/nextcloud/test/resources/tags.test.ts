import { BadRequestError, ConflictError, ForbiddenError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

describe("tags", () => {
  let fileId: number;

  beforeEach(async () => {
    await client.files.upload("tagged.txt", "x");
    ({ fileId } = await client.files.stat("tagged.txt"));
  });

  test("are created, changed and deleted", async () => {
    const id = await client.tags.create({ name: "Proj & <1>" });
    await client.tags.update(id, { name: "Proj 2", color: "ff0000", userAssignable: false });
    expect(await client.tags.list()).toEqual([
      { id, name: "Proj 2", userVisible: true, userAssignable: false, canAssign: false, color: "ff0000" },
    ]);
    await client.tags.delete(id);
    expect(await client.tags.list()).toEqual([]);
  });

  test("are put on files, twice without harm, and taken off", async () => {
    const id = await client.tags.create({ name: "proj" });
    await client.tags.assign(fileId, id);
    await client.tags.assign(fileId, id);
    expect((await client.tags.ofFile(fileId)).map(({ name }) => name)).toEqual(["proj"]);
    expect((await client.files.stat("tagged.txt", { details: ["tags"] })).tags).toEqual([
      { id, name: "proj", color: "" },
    ]);
    expect((await client.files.filter({ tagIds: [id] })).map(({ path }) => path)).toEqual(["/tagged.txt"]);
    await client.tags.unassign(fileId, id);
    await expect(client.tags.unassign(fileId, id)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("refuse by a name of their own", async () => {
    await client.tags.create({ name: "proj" });
    await expect(client.tags.create({ name: "proj" })).rejects.toMatchObject({ code: "TAG_EXISTS" });
    await expect(client.tags.create({ name: "proj" })).rejects.toBeInstanceOf(ConflictError);
    await expect(client.tags.assign(fileId, 99)).rejects.toMatchObject({ code: "TAG_NOT_FOUND" });
    await expect(client.tags.assign(999_999, 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(server.as("ben").tags.create({ name: "x", userAssignable: false })).rejects.toBeInstanceOf(
      BadRequestError,
    );
    await expect(server.as("ben").tags.delete(1)).rejects.toBeInstanceOf(ForbiddenError);
  });
});
