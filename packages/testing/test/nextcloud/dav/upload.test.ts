import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

let servers: MockServers<"nextcloud">;
let anna: ReturnType<typeof as>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["nextcloud"] });
  anna = as(servers.nextcloud, "anna");
});
afterEach(() => servers.close());

const read = async (path: string) => (await anna.dav("GET", path)).text();

describe("MKCOL", () => {
  it("creates a folder once, in a folder that is there", async () => {
    const created = await anna.dav("MKCOL", "/new");
    expect(created.status).toBe(201);
    expect(created.headers.get("oc-fileid")).toMatch(/^\d{8}ocfake0test1$/);
    const again = await anna.dav("MKCOL", "/new");
    expect(again.status).toBe(405);
    expect(again.headers.get("allow")).toContain("PROPFIND");
    expect(await again.text()).toContain("The resource you tried to create already exists");
    const orphan = await anna.dav("MKCOL", "/nope/new");
    expect(orphan.status).toBe(409);
    expect(await orphan.text()).toContain("Parent node does not exist");
  });

  it("keeps out of other users' homes", async () => {
    const headers = { authorization: anna.authorization };
    const response = await fetch(`${servers.nextcloud.url}/remote.php/dav/files/ben/x`, {
      method: "MKCOL",
      headers,
    });
    expect(response.status).toBe(403);
  });
});

describe("PUT", () => {
  it("creates with 201 and overwrites with 204, keeping the id and renewing the ETag", async () => {
    const first = await anna.dav("PUT", "/a.txt", {}, "one");
    const second = await anna.dav("PUT", "/a.txt", {}, "two");
    expect([first.status, second.status]).toEqual([201, 204]);
    expect(first.headers.get("oc-fileid")).toBe(second.headers.get("oc-fileid"));
    expect(first.headers.get("etag")).toBe(first.headers.get("oc-etag"));
    expect(first.headers.get("etag")).not.toBe(second.headers.get("etag"));
    expect(await read("/a.txt")).toBe("two");
  });

  it("renews the ETags of the folders above", async () => {
    await anna.dav("MKCOL", "/d");
    const etag = async () =>
      /<d:getetag>(.*?)</.exec(await (await anna.dav("PROPFIND", "/", { depth: "0" })).text())?.[1];
    const before = await etag();
    await anna.dav("PUT", "/d/a.txt", {}, "x");
    expect(await etag()).not.toBe(before);
  });

  it("answers 404 for a missing parent, not 409, and creates it on demand", async () => {
    const missing = await anna.dav("PUT", "/nope/a.txt", {}, "x");
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain("File with name //nope could not be located");
    const created = await anna.dav("PUT", "/auto/deep/a.txt", { "x-nc-webdav-auto-mkcol": "1" }, "x");
    expect(created.status).toBe(201);
    expect(await read("/auto/deep/a.txt")).toBe("x");
  });

  it("takes times, and fails on one that is no number", async () => {
    const put = await anna.dav(
      "PUT",
      "/a.txt",
      { "x-oc-mtime": "1600000000", "x-oc-ctime": "1500000000" },
      "x",
    );
    expect([put.headers.get("x-oc-mtime"), put.headers.get("x-oc-ctime")]).toEqual(["accepted", "accepted"]);
    const head = await anna.dav("HEAD", "/a.txt");
    expect(head.headers.get("last-modified")).toBe("Sun, 13 Sep 2020 12:26:40 GMT");
    expect((await anna.dav("PUT", "/b.txt", { "x-oc-mtime": "yesterday" }, "x")).status).toBe(500);
  });

  it("keeps conditions", async () => {
    const etag = (await anna.dav("PUT", "/a.txt", {}, "x")).headers.get("etag") ?? "";
    const statusOf = async (headers: Record<string, string>, path = "/a.txt") =>
      (await anna.dav("PUT", path, headers, "y")).status;
    expect(await statusOf({ "if-none-match": "*" })).toBe(412);
    expect(await statusOf({ "if-match": '"deadbeef"' })).toBe(412);
    expect(await statusOf({ "if-match": `W/${etag}` })).toBe(412);
    expect(await statusOf({ "if-match": etag }, "/missing.txt")).toBe(412);
    expect(await read("/a.txt")).toBe("x");
    expect(await statusOf({ "if-match": etag })).toBe(204);
    expect(await statusOf({ "if-none-match": "*" }, "/fresh.txt")).toBe(201);
  });

  it("tells the current ETag when If-Match fails", async () => {
    const etag = (await anna.dav("PUT", "/a.txt", {}, "x")).headers.get("etag");
    const failed = await anna.dav("PUT", "/a.txt", { "if-match": '"deadbeef"' }, "y");
    expect(failed.headers.get("etag")).toBe(etag);
    expect(await failed.text()).toContain("<s:header>If-Match</s:header>");
  });

  it("refuses folders, ranges and names", async () => {
    await anna.dav("MKCOL", "/d");
    expect((await anna.dav("PUT", "/d", {}, "x")).status).toBe(409);
    expect((await anna.dav("PUT", "/a.txt", { "content-range": "bytes 2-4/10" }, "x")).status).toBe(400);
    for (const name of ["a%5Cb", "x.part", "x.filepart", ".htaccess", "a".repeat(251)]) {
      const response = await anna.dav("PUT", `/${name}`, {}, "x");
      expect(response.status).toBe(400);
      expect(await response.text()).toContain("OCA\\DAV\\Connector\\Sabre\\Exception\\InvalidPath");
    }
  });

  it("takes an encoded slash for a separator, and leaves odd encodings to the web server", async () => {
    expect((await anna.dav("PUT", "/enc%2Fslash.txt", {}, "x")).status).toBe(404);
    const malformed = await anna.dav("PUT", "/mal%zz.txt", {}, "x");
    expect([malformed.status, malformed.headers.get("content-type")]).toEqual([400, "text/html"]);
    const control = await anna.dav("PUT", "/ctl%0Aname.txt", {}, "x");
    expect([control.status, control.headers.get("content-type")]).toEqual([404, "text/html"]);
  });

  it("refuses what is more than the quota leaves", async () => {
    const user = servers.nextcloud.fake.state.users.get("anna");
    if (user) user.quota = 10;
    const response = await anna.dav("PUT", "/too.bin", {}, "x".repeat(11));
    expect(response.status).toBe(507);
    expect(await response.text()).toContain("Insufficient space in /too.bin, 11 required, 10 available");
  });

  it("stores nothing of a chunked body larger than one buffer, and reports success", async () => {
    const chunked = async (path: string, size: number) => {
      const url = `${servers.nextcloud.url}/remote.php/dav/files/anna${path}`;
      const body = new Blob(["x".repeat(size)]).stream();
      const headers = { authorization: anna.authorization };
      return (await fetch(url, { method: "PUT", headers, body, duplex: "half" })).status;
    };
    expect(await chunked("/small.txt", 20_000)).toBe(201);
    expect((await read("/small.txt")).length).toBe(20_000);
    expect(await chunked("/large.txt", 200_000)).toBe(201);
    expect(await read("/large.txt")).toBe("");
  });
});
