import { ConflictError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

describe("the trash", () => {
  beforeEach(async () => {
    await client.files.createFolder("T");
    await client.files.upload("T/sp ace#.txt", "one");
    await client.files.delete("T/sp ace#.txt");
  });

  test("tells what was where, and since when it is there", async () => {
    expect(await client.trash.list()).toEqual([
      {
        id: expect.stringMatching(/^sp ace#\.txt\.d\d+$/),
        name: "sp ace#.txt",
        originalPath: "/T/sp ace#.txt",
        deletedAt: expect.any(Date),
        deletedBy: "admin",
        type: "file",
        fileId: expect.any(Number),
        size: 3,
        contentType: "text/plain",
      },
    ]);
  });

  test("gives back, to where it was", async () => {
    const [entry] = await client.trash.list();
    await client.trash.restore(entry?.id ?? "");
    expect(await client.files.downloadText("T/sp ace#.txt")).toBe("one");
    expect(await client.trash.list()).toEqual([]);
    await expect(client.trash.restore(entry?.id ?? "")).rejects.toBeInstanceOf(NotFoundError);
  });

  test("gives back beside what has the name by now, or not at all", async () => {
    await client.files.upload("T/sp ace#.txt", "two");
    const [entry] = await client.trash.list();
    const id = entry?.id ?? "";
    await expect(client.trash.restore(id, { overwrite: false })).rejects.toBeInstanceOf(ConflictError);
    await client.trash.restore(id);
    expect(await client.files.downloadText("T/sp ace#.txt")).toBe("two");
    expect((await client.files.list("T")).items).toHaveLength(2);
  });

  test("is emptied by one and altogether", async () => {
    const [entry] = await client.trash.list();
    await client.trash.delete(entry?.id ?? "");
    expect(await client.trash.list()).toEqual([]);
    await client.files.delete("T");
    expect(await client.trash.list()).toMatchObject([{ name: "T", type: "folder" }]);
    await client.trash.empty();
    expect(await client.trash.list()).toEqual([]);
  });
});
