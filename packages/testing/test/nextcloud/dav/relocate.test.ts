import { once } from "node:events";
import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

let servers: MockServers<"nextcloud">;
let anna: ReturnType<typeof as>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["nextcloud"] });
  anna = as(servers.nextcloud, "anna");
  await anna.dav("MKCOL", "/d");
  await anna.dav("PUT", "/a.txt", {}, "A");
  await anna.dav("PUT", "/b.txt", {}, "B");
});
afterEach(() => servers.close());

const HOME = "/remote.php/dav/files/anna";
const move = (from: string, to: string, headers: Record<string, string> = {}) =>
  anna.dav("MOVE", from, { destination: to.startsWith("/d:") ? to.slice(3) : `${HOME}${to}`, ...headers });
const read = async (path: string) => {
  const response = await anna.dav("GET", path);
  return response.status === 200 ? response.text() : response.status;
};

describe("MOVE", () => {
  it("keeps id and ETag, with 201 for a new name and 204 for a taken one", async () => {
    const put = await anna.dav("PUT", "/c.txt", {}, "C");
    const moved = await move("/c.txt", "/d/c.txt");
    expect(moved.status).toBe(201);
    expect(moved.headers.get("etag")).toBe(put.headers.get("etag"));
    expect(moved.headers.get("oc-fileid")).toBe(put.headers.get("oc-fileid"));
    expect((await move("/d/c.txt", "/a.txt")).status).toBe(204);
    expect([await read("/c.txt"), await read("/d/c.txt"), await read("/a.txt")]).toEqual([404, 404, "C"]);
  });

  it.each([
    [412, "/a.txt", "/b.txt", { overwrite: "F" }],
    [404, "/nosrc", "/z", {}],
    [409, "/a.txt", "/nope/z", {}],
    [403, "/a.txt", "/a.txt", {}],
    [409, "/d", "/d/sub", {}],
    [400, "/a.txt", "/x.part", {}],
    [409, "", "/elsewhere", {}],
    [403, "/a.txt", "/d:/foo/z", {}],
    [403, "/a.txt", "/d:/remote.php/dav/files/ben/x.txt", {}],
    [412, "/a.txt", "/z", { "if-match": '"other"' }],
  ])("refuses with %i from '%s' to '%s' %j", async (status, from, to, headers) => {
    expect((await move(from, to, headers)).status).toBe(status);
    expect([await read("/a.txt"), await read("/b.txt")]).toEqual(["A", "B"]);
  });

  it("refuses to go nowhere", async () => {
    const response = await anna.dav("MOVE", "/a.txt");
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("The destination header was not supplied");
  });

  it("ignores the host of the destination", async () => {
    expect((await move("/a.txt", `/d:http://evil.example${HOME}/z.txt`)).status).toBe(201);
    expect(await read("/z.txt")).toBe("A");
  });

  it("takes a destination in raw UTF-8", async () => {
    const message = request(`${servers.nextcloud.url}${HOME}/a.txt`, {
      method: "MOVE",
      headers: {
        authorization: anna.authorization,
        destination: Buffer.from(`${HOME}/ü.txt`).toString("latin1"),
      },
    }).end();
    const [response] = await once(message, "response");
    response.resume();
    expect(response.statusCode).toBe(201);
    expect(await read("/%C3%BC.txt")).toBe("A");
  });
});

describe("COPY", () => {
  const copy = (from: string, to: string, headers: Record<string, string> = {}) =>
    anna.dav("COPY", from, { destination: `${HOME}${to}`, ...headers });

  it("makes a file with an id of its own and no ETag in the answer", async () => {
    const copied = await copy("/a.txt", "/copy.txt");
    expect(copied.status).toBe(201);
    expect(copied.headers.get("etag")).toBeNull();
    expect(copied.headers.get("oc-fileid")).not.toBe(
      (await copy("/a.txt", "/copy2.txt")).headers.get("oc-fileid"),
    );
    expect([await read("/a.txt"), await read("/copy.txt")]).toEqual(["A", "A"]);
  });

  it("copies a folder with everything in it", async () => {
    await anna.dav("PUT", "/d/in.txt", {}, "in");
    expect((await copy("/d", "/d2")).status).toBe(201);
    expect(await read("/d2/in.txt")).toBe("in");
  });

  it("overwrites unless told not to", async () => {
    expect((await copy("/a.txt", "/b.txt", { overwrite: "F" })).status).toBe(412);
    expect((await copy("/a.txt", "/b.txt")).status).toBe(204);
    expect(await read("/b.txt")).toBe("A");
  });
});

describe("DELETE", () => {
  it("removes a folder with what is in it, once", async () => {
    await anna.dav("PUT", "/d/in.txt", {}, "in");
    expect((await anna.dav("DELETE", "/d")).status).toBe(204);
    expect(await read("/d/in.txt")).toBe(404);
    const again = await anna.dav("DELETE", "/d");
    expect(again.status).toBe(404);
    expect(await again.text()).toContain("File with name //d could not be located");
  });

  it("does not remove the home", async () => {
    const response = await anna.dav("DELETE", "/");
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("Permission denied to delete home folder");
  });

  it("removes the shares as well", async () => {
    await anna.ocs("POST", "/apps/files_sharing/api/v1/shares", { path: "/d", shareType: "3" });
    await anna.dav("DELETE", "/d");
    expect(servers.nextcloud.fake.state.shares.size).toBe(0);
  });
});
