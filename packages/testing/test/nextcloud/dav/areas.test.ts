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

/** Call WebDAV with a path below its root. */
const dav = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(`${servers.nextcloud.url}/remote.php/dav${path}`, {
    method,
    headers: { authorization: anna.authorization, ...headers },
    ...(body !== undefined && { body }),
  });

const json = { "content-type": "application/json" };

describe("trash and versions", () => {
  it("say nothing in their errors, and have etags that are bare numbers", async () => {
    const missing = await dav("DELETE", "/trashbin/anna/trash/none.d1");
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain("<s:message/>");
    await anna.dav("PUT", "/a.txt", {}, "x");
    await anna.dav("DELETE", "/a.txt");
    expect(await (await dav("PROPFIND", "/trashbin/anna/trash")).text()).toMatch(
      /<d:getetag>\d+<\/d:getetag>/,
    );
  });

  it("are left out by a header", async () => {
    await anna.dav("PUT", "/a.txt", {}, "x");
    await anna.dav("DELETE", "/a.txt", { "x-nc-skip-trashbin": "true" });
    expect(servers.nextcloud.fake.state.trashOf("anna").size).toBe(0);
  });

  it("are nobody else's", async () => {
    expect((await dav("PROPFIND", "/trashbin/ben/trash")).status).toBe(403);
    const id = Number.parseInt((await anna.dav("PUT", "/a.txt", {}, "x")).headers.get("oc-fileid") ?? "", 10);
    const versions = (await dav("PROPFIND", `/versions/anna/versions/${id}`)).text();
    expect((await versions).match(/<d:response>/g)).toHaveLength(2);
  });
});

describe("system tags", () => {
  it("are created from JSON only, once, and from a user only for everybody", async () => {
    const created = await dav("POST", "/systemtags", json, '{"name":"proj"}');
    expect(created.status).toBe(201);
    expect(created.headers.get("content-location")).toBe("/remote.php/dav/systemtags/1");
    expect((await dav("POST", "/systemtags", json, '{"name":"proj"}')).status).toBe(409);
    expect((await dav("POST", "/systemtags", {}, "name=x")).status).toBe(415);
    expect((await dav("POST", "/systemtags", json, '{"name":"x","userAssignable":false}')).status).toBe(400);
    expect((await dav("DELETE", "/systemtags/1")).status).toBe(403);
  });

  it("are put on a file once", async () => {
    const id = Number.parseInt((await anna.dav("PUT", "/a.txt", {}, "x")).headers.get("oc-fileid") ?? "", 10);
    const tag = servers.nextcloud.fake.state.addTag({ name: "t" }).id;
    const at = `/systemtags-relations/files/${id}/${tag}`;
    const statuses = [];
    for (const method of ["PUT", "PUT", "DELETE", "DELETE"]) statuses.push((await dav(method, at)).status);
    expect(statuses).toEqual([201, 409, 204, 404]);
    expect((await dav("PUT", `/systemtags-relations/files/${id}/99`)).status).toBe(412);
    expect((await dav("PUT", `/systemtags-relations/files/99999/${tag}`)).status).toBe(404);
  });
});

describe("comments", () => {
  it("need to say who writes, and not too much", async () => {
    const id = Number.parseInt((await anna.dav("PUT", "/a.txt", {}, "x")).headers.get("oc-fileid") ?? "", 10);
    const post = (body: object) => dav("POST", `/comments/files/${id}`, json, JSON.stringify(body));
    expect((await post({ message: "hi" })).status).toBe(400);
    const comment = { actorType: "users", verb: "comment" };
    expect((await post({ ...comment, message: "a".repeat(1_001) })).status).toBe(400);
    const created = await post({ ...comment, message: "hi" });
    expect([created.status, created.headers.get("content-location")]).toEqual([
      201,
      `/remote.php/dav/comments/files/${id}/1`,
    ]);
  });
});

describe("a public link", () => {
  const open = (token: string, headers: Record<string, string> = {}) =>
    fetch(`${servers.nextcloud.url}/public.php/dav/files/${token}/`, { method: "PROPFIND", headers });

  it("that is not there is answered with 503", async () => {
    const response = await open("none");
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("Sabre\\DAV\\Exception\\NotFound");
  });

  it("asks for its password, and for no account", async () => {
    await anna.dav("MKCOL", "/open");
    const share = { path: "/open", shareType: "3", password: "link-Pw-12345" };
    const { data } = await anna.ocs("POST", "/apps/files_sharing/api/v1/shares", share);
    const { token } = data as { token: string };
    expect((await open(token)).status).toBe(401);
    const authorization = `Basic ${Buffer.from("anonymous:link-Pw-12345").toString("base64")}`;
    expect((await open(token, { authorization })).status).toBe(207);
  });
});

it("PATCH computes a checksum, and PUT one of what it has stored", async () => {
  const put = await anna.dav("PUT", "/a.txt", { "x-hash": "md5", "oc-checksum": "SHA1:wrong" }, "abc");
  expect(put.headers.get("x-hash-md5")).toBe("900150983cd24fb0d6963f7d28e17f72");
  const patched = await anna.dav("PATCH", "/a.txt", { "x-recalculate-hash": "sha1" });
  expect(patched.headers.get("oc-checksum")).toBe("SHA1:a9993e364706816aba3e25717850c26c9cd0d89d");
  expect((await anna.dav("PATCH", "/a.txt")).status).toBe(500);
});
