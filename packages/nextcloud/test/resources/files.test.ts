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
        permissions: expect.objectContaining({ read: true, write: true, create: false, isShared: false }),
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

describe("entries", () => {
  test("come one by one, and end the connection when the walk is left", async () => {
    await files.createFolder("Walk/deep", { recursive: true });
    for (let i = 0; i < 5; i++) await files.upload(`Walk/deep/${i}.txt`, "x");
    const seen: string[] = [];
    for await (const { path } of files.entries("Walk", { depth: "infinity" })) seen.push(path);
    expect(seen).toHaveLength(6);
    for await (const { path } of files.entries("Walk", { depth: "infinity" })) {
      expect(path).toBe(seen[0]);
      break;
    }
    await expect(files.entries("Missing").next()).rejects.toBeInstanceOf(NotFoundError);
  });

  test("that are cut off are an error and no shorter list", async () => {
    server.faults.next({ match: "PROPFIND", cut: 900 });
    const walk = async () => {
      for await (const _ of files.entries("Walk", { depth: "infinity" }));
    };
    await expect(walk()).rejects.toThrow();
  });

  test("with depth 0 are the folder itself", async () => {
    expect((await files.list("Walk", { depth: 0 })).items.map(({ path }) => path)).toEqual(["/Walk"]);
  });
});

describe("details", () => {
  test("are told when they are asked for", async () => {
    await files.upload("detailed.txt", "x");
    await server.client.shares.create({ path: "/detailed.txt", shareType: "user", shareWith: "anna" });
    const { etag: _, ...info } = await files.stat("detailed.txt", {
      details: [
        "shareTypes",
        "sharees",
        "ownerDisplayName",
        "hasPreview",
        "createdAt",
        "uploadedAt",
        "quota",
        "tags",
      ],
    });
    expect(info).toMatchObject({
      shareTypes: ["user"],
      sharees: [{ id: "anna", displayName: "Anna Berg", shareType: "user" }],
      ownerDisplayName: expect.any(String),
      hasPreview: true,
      createdAt: undefined,
      uploadedAt: expect.any(Date),
      quota: undefined,
      tags: [],
    });
    expect(info).not.toHaveProperty("checksums");
  });

  test("of a folder tell what is in it", async () => {
    await files.createFolder("Counted/inner", { recursive: true });
    const info = await files.stat("Counted", { details: ["folderCount", "fileCount", "sharePermissions"] });
    expect(info).toMatchObject({
      folderCount: 1,
      fileCount: 0,
      sharePermissions: ["read", "update", "create", "delete", "share"],
    });
  });

  test("quota tells an unlimited one as null", async () => {
    expect(await files.quota()).toEqual({ usedBytes: expect.any(Number), availableBytes: null });
  });
});

describe("move and copy", () => {
  test("keep or change what a name stands for", async () => {
    const { etag, fileId } = await files.upload("from #1.txt", "A");
    expect(await files.move("from #1.txt", "to ü?.txt")).toEqual({ replaced: false, etag });
    expect((await files.stat("to ü?.txt")).fileId).toBe(fileId);
    expect(await files.copy("to ü?.txt", "copy.txt")).toMatchObject({ replaced: false });
    expect(await files.downloadText("copy.txt")).toBe("A");
    expect(await files.exists("from #1.txt")).toBe(false);
  });

  test("replace what is there unless told not to", async () => {
    await files.upload("one.txt", "1");
    await files.upload("two.txt", "2");
    await expect(files.move("one.txt", "two.txt", { overwrite: false })).rejects.toBeInstanceOf(
      ConflictError,
    );
    expect(await files.copy("one.txt", "two.txt")).toMatchObject({ replaced: true });
    expect(await files.downloadText("two.txt")).toBe("1");
  });

  test("are not repeated when nobody knows what became of them", async () => {
    await files.upload("unsure.txt", "x");
    server.faults.next({ match: "MOVE", reset: "before-response", handled: true });
    await expect(files.move("unsure.txt", "sure.txt")).rejects.toMatchObject({
      outcome: "unknown",
      attempts: 1,
    });
    await expect(files.move("missing", "x")).rejects.toBeInstanceOf(NotFoundError);
    await expect(files.move("sure.txt", "no/where")).rejects.toMatchObject({ code: "PARENT_NOT_FOUND" });
  });
});

describe("properties", () => {
  test("favourite and time of modification are set", async () => {
    await files.upload("marked.txt", "x");
    const date = new Date("2020-02-02T02:02:02Z");
    await files.setFavorite("marked.txt", true);
    await files.setLastModified("marked.txt", date);
    expect(await files.stat("marked.txt")).toMatchObject({ isFavorite: true, lastModified: date });
    await files.setFavorite("marked.txt", false);
    expect((await files.stat("marked.txt")).isFavorite).toBe(false);
  });

  test("of one's own are kept as they are, and removed with null", async () => {
    await files.upload("own.txt", "x");
    const name = "{https://example.com/ns}phase";
    await files.updateProperties("own.txt", { [name]: '<00123> & "so on"' });
    expect(await files.properties("own.txt", [name, "{DAV:}nothing"])).toEqual({
      [name]: '<00123> & "so on"',
    });
    await files.updateProperties("own.txt", { [name]: null });
    expect(await files.properties("own.txt", [name])).toEqual({});
  });

  test("that are the server's are refused although the answer is a success", async () => {
    await files.upload("fixed.txt", "x");
    const change = files.updateProperties("fixed.txt", { "{DAV:}getlastmodified": "1", "{urn:x}y": "z" });
    await expect(change).rejects.toMatchObject({ code: "PROPERTY_REFUSED", status: 403 });
  });
});

test("every legal name survives a round trip", async () => {
  for (const name of ["#", "a?b", "100%", "a+b c", "😀.txt", "'quoted' (1)", "ÄÖÜ & <x>", "%41", ";=@:,$"]) {
    await files.upload(`Names/${name}`, name);
    expect(await files.downloadText(`Names/${name}`)).toBe(name);
    expect((await files.stat(`Names/${name}`)).name).toBe(name);
  }
});

test.each(["a/../b", "a//b", "./a", "a/\0"])(
  "the path '%s' is refused before anything is sent",
  async (bad) => {
    const before = server.fake.requests.length;
    const lone = server.connect();
    await expect(lone.files.stat(bad)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(lone.files.move("ok", bad)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(lone.files.upload(bad, "x")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(server.fake.requests).toHaveLength(before);
  },
);

test("checksum is what the server computes from what it stores", async () => {
  await files.upload("summed.txt", "abc");
  expect(await files.checksum("summed.txt", "md5")).toBe("900150983cd24fb0d6963f7d28e17f72");
});

test("delete can leave the trash out", async () => {
  await files.upload("trashed.txt", "x");
  await files.upload("burnt.txt", "x");
  await files.delete("trashed.txt");
  await files.delete("burnt.txt", { skipTrash: true });
  const names = [...server.fake.state.trashOf("admin").values()].map(({ node }) => node.name);
  expect(names).toContain("trashed.txt");
  expect(names).not.toContain("burnt.txt");
});
