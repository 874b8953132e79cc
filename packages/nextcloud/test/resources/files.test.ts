import { ConflictError, LockedError, NotFoundError } from "@platformq/resilience";
import { beforeAll, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

type Server = Awaited<ReturnType<typeof startNextcloud>>;

let server: Server;
let files: Server["client"]["files"];

beforeAll(async () => {
  server = await startNextcloud();
  files = server.client.files;
  return () => server[Symbol.asyncDispose]();
});

describe("createFolder", () => {
  test("creates missing parents when asked to", async () => {
    expect(await files.createFolder("Deep/er/est", { recursive: true })).toEqual({ created: true });
    expect((await files.stat("/Deep/er/est")).type).toBe("folder");
  });

  test("is content with a folder that exists when recursive, and says so", async () => {
    await files.createFolder("Twice", { recursive: true });
    expect(await files.createFolder("Twice", { recursive: true })).toEqual({ created: false });
  });

  test("refuses a folder that exists otherwise", async () => {
    await files.createFolder("Once");
    const error = await files.createFolder("Once").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({
      code: "ALREADY_EXISTS",
      service: "nextcloud",
      vendorCode: "MethodNotAllowed",
    });
  });

  test("refuses a missing parent otherwise", async () => {
    await expect(files.createFolder("Nowhere/Here")).rejects.toMatchObject({
      name: "NotFoundError[Conflict]",
      code: "PARENT_NOT_FOUND",
    });
  });

  test("refuses a file in the way even when recursive", async () => {
    await files.upload("Report", "text");
    await expect(files.createFolder("Report", { recursive: true })).rejects.toBeInstanceOf(ConflictError);
    await expect(files.createFolder("Report/Below", { recursive: true })).rejects.toBeInstanceOf(
      ConflictError,
    );
  });

  test("does not care that others build the same tree at the same time", async () => {
    const paths = ["Race/a", "Race/a/b", "Race/a/b/c", "Race/a/b/c"];
    await Promise.all(paths.map((path) => files.createFolder(path, { recursive: true })));
    expect(await files.exists("Race/a/b/c")).toBe(true);
  });

  test("counts a folder as created when the first answer was lost", async () => {
    server.faults.next({ match: "MKCOL", reset: "before-response", handled: true });
    expect(await files.createFolder("Lost")).toEqual({ created: true });
  });
});

describe("stat and list", () => {
  test("decode names, dates, sizes and etags", async () => {
    await files.createFolder("Names");
    const lastModified = new Date("2024-05-21T13:37:00Z");
    const { etag } = await files.upload("Names/Übersicht #1 (100%) & mehr.md", "# Hello", { lastModified });
    const page = await files.list("Names");
    expect(page.items).toEqual([
      {
        path: "/Names/Übersicht #1 (100%) & mehr.md",
        name: "Übersicht #1 (100%) & mehr.md",
        type: "file",
        size: 7,
        lastModified,
        etag,
        fileId: expect.any(Number),
        permissions: "RGDNVW",
        ownerId: "admin",
        isFavorite: false,
        contentType: "text/markdown",
      },
    ]);
    expect(etag).toMatch(/^[^"W/]+$/);
  });

  test("find a name however its accents are composed", async () => {
    await files.upload("Cafe\u0301.txt", "x");
    expect((await files.stat("Caf\u00e9.txt")).name).toBe("Caf\u00e9.txt");
    expect((await files.list("/")).items.map(({ name }) => name)).toContain("Caf\u00e9.txt");
  });

  test("list a whole tree with infinite depth", async () => {
    await files.createFolder("Tree/branch", { recursive: true });
    await files.upload("Tree/branch/leaf.txt", "x");
    const page = await files.list("Tree", { depth: "infinity" });
    expect(page.items.map(({ path }) => path)).toEqual(["/Tree/branch", "/Tree/branch/leaf.txt"]);
    expect(page.total).toBe(2);
  });

  test("stat describes the root", async () => {
    expect(await files.stat("/")).toMatchObject({ path: "/", name: "", type: "folder" });
  });

  test("exists answers by yes or no, and passes on other errors", async () => {
    expect(await files.exists("No/such/file")).toBe(false);
    const stranger = server.connect({ password: "wrong" });
    await expect(stranger.files.exists("Names")).rejects.toMatchObject({ name: "UnauthorizedError[997]" });
  });

  test("refuse a path that would climb out before anything is sent", async () => {
    const before = server.fake.requests.length;
    await expect(files.stat("Projects/../../ben")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(server.fake.requests).toHaveLength(before);
  });
});

describe("upload and download", () => {
  test("keep every byte", async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 128]);
    await files.upload("bytes.bin", bytes);
    expect(await files.download("bytes.bin")).toEqual(bytes);
  });

  test("refuse to replace a file when told so", async () => {
    await files.upload("kept.txt", "first", { overwrite: false });
    await expect(files.upload("kept.txt", "second", { overwrite: false })).rejects.toMatchObject({
      code: "PRECONDITION_FAILED",
      outcome: "rejected",
    });
    expect((await files.download("kept.txt")).toString()).toBe("first");
  });

  test("replace a file only while it has the etag", async () => {
    const { etag } = await files.upload("versioned.txt", "one");
    await files.upload("versioned.txt", "two", { ifMatch: etag });
    await expect(files.upload("versioned.txt", "three", { ifMatch: etag })).rejects.toBeInstanceOf(
      ConflictError,
    );
  });

  test("say that it is the folder that is missing", async () => {
    await expect(files.upload("Missing/file.txt", "x")).rejects.toMatchObject({ code: "PARENT_NOT_FOUND" });
  });

  test("wait out another writer's lock with every method", async () => {
    server.faults.next({ match: "PUT", status: 423 });
    await files.upload("busy.txt", "x");
    server.faults.next({ match: "MKCOL", status: 423 });
    expect(await files.createFolder("Busy")).toEqual({ created: true });
  });

  test("report a lock that stays", async () => {
    server.faults.next({ match: "PUT", status: 423, times: 4 });
    await expect(files.upload("stuck.txt", "x")).rejects.toBeInstanceOf(LockedError);
  });
});

describe("delete", () => {
  test("removes, and reports what is not there", async () => {
    await files.upload("gone.txt", "x");
    await files.delete("gone.txt");
    await expect(files.delete("gone.txt")).rejects.toBeInstanceOf(NotFoundError);
  });

  test("counts a file as deleted when the first answer was lost", async () => {
    await files.upload("lost.txt", "x");
    server.faults.next({ match: "DELETE", reset: "before-response", handled: true });
    await files.delete("lost.txt");
    expect(await files.exists("lost.txt")).toBe(false);
  });
});
