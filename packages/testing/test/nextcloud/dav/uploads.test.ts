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

const UPLOAD = "/uploads/anna/up1";
const destination = "/remote.php/dav/files/anna/big.bin";
const put = (chunk: string, body: string, headers: Record<string, string> = {}) =>
  dav("PUT", `${UPLOAD}/${chunk}`, { destination, ...headers }, body);
const move = (headers: Record<string, string> = {}) =>
  dav("MOVE", `${UPLOAD}/.file`, { destination, ...headers });
const read = async () => (await anna.dav("GET", "/big.bin")).text();

beforeEach(async () => {
  expect((await dav("MKCOL", UPLOAD, { destination })).status).toBe(201);
});

describe("a chunked upload", () => {
  it("takes chunks in any order, again too, and joins them by number", async () => {
    for (const [name, text] of [
      ["10", "c"],
      ["2", "b"],
      ["1", "a"],
    ] as const) {
      expect((await put(name, text)).status).toBe(201);
    }
    expect((await put("1", "A")).status).toBe(204);
    const moved = await move({ "oc-total-length": "3", "x-oc-mtime": "1600000000" });
    expect(moved.status).toBe(201);
    expect(moved.headers.get("oc-etag")).toMatch(/^"\w{32}"$/);
    expect(await read()).toBe("Abc");
    expect((await move()).status).toBe(404);
    expect((await dav("PROPFIND", UPLOAD)).status).toBe(404);
  });

  it("lists its chunks, and the sum of them as if it were one", async () => {
    await put("1", "abc");
    const text = await (await dav("PROPFIND", UPLOAD, { depth: "1" })).text();
    expect(text.match(/<d:href>[^<]*<\/d:href>/g)).toEqual([
      "<d:href>/remote.php/dav/uploads/anna/up1/</d:href>",
      "<d:href>/remote.php/dav/uploads/anna/up1/.file</d:href>",
      "<d:href>/remote.php/dav/uploads/anna/up1/1</d:href>",
    ]);
  });

  it("is refused with a wrong sum and stays", async () => {
    await put("1", "abc");
    const refused = await move({ "oc-total-length": "99" });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain("Chunks on server do not sum up to 99 but to 3 bytes");
    expect((await move({ "oc-total-length": "3" })).status).toBe(201);
  });

  it("goes by If and Overwrite, and never by If-Match", async () => {
    const first = await anna.dav("PUT", "/big.bin", {}, "old");
    const etag = first.headers.get("etag") ?? "";
    await put("1", "new");
    const url = `${servers.nextcloud.url}${destination}`;
    expect((await move({ "if-match": etag })).status).toBe(412);
    expect((await move({ overwrite: "F" })).status).toBe(412);
    expect((await move({ if: `<${url}> (["other"])` })).status).toBe(412);
    expect((await move({ if: `<${url}> ([${etag}])` })).status).toBe(204);
    expect(await read()).toBe("new");
  });

  it("needs the target's folder at the chunk and at the end, and not at the beginning", async () => {
    const nowhere = "/remote.php/dav/files/anna/nope/big.bin";
    expect((await dav("MKCOL", "/uploads/anna/up2", { destination: nowhere })).status).toBe(201);
    expect((await dav("PUT", "/uploads/anna/up2/1", { destination: nowhere }, "x")).status).toBe(404);
    expect((await dav("MOVE", "/uploads/anna/up2/.file", { destination: nowhere })).status).toBe(409);
    expect((await dav("DELETE", "/uploads/anna/up2")).status).toBe(204);
  });

  it("is beyond the quota at the first chunk that tells the length", async () => {
    const user = servers.nextcloud.fake.state.users.get("anna");
    if (user) user.quota = 10;
    expect((await put("1", "abc", { "oc-total-length": "11" })).status).toBe(507);
    expect((await put("1", "abc", { "oc-total-length": "10" })).status).toBe(201);
  });

  it("belongs to its user, and is begun once", async () => {
    expect((await dav("MKCOL", UPLOAD)).status).toBe(405);
    expect((await dav("PUT", "/uploads/ben/up1/1", {}, "x")).status).toBe(403);
    expect((await dav("PUT", "/uploads/anna/none/1", {}, "x")).status).toBe(404);
  });
});
