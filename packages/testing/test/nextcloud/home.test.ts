import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { as } from "./as.js";

let servers: MockServers<"nextcloud">;
let anna: ReturnType<typeof as>;
let ben: ReturnType<typeof as>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["nextcloud"] });
  anna = as(servers.nextcloud, "anna");
  ben = as(servers.nextcloud, "ben");
  await anna.dav("MKCOL", "/shared");
  await anna.dav("PUT", "/shared/a.txt", {}, "A");
});
afterEach(() => servers.close());

const share = (permissions: number) => {
  const body = { path: "/shared", shareType: "0", shareWith: "ben", permissions: String(permissions) };
  return anna.ocs("POST", "/apps/files_sharing/api/v1/shares", body);
};
const permissionsOf = async (path: string) => {
  const body =
    '<d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><oc:permissions/></d:prop></d:propfind>';
  const xml = await (await ben.dav("PROPFIND", path, { depth: "0" }, body)).text();
  return /<oc:permissions>(\w*)</.exec(xml)?.[1];
};

describe("a received share", () => {
  it("lies in the recipient's home and is the owner's folder", async () => {
    await share(31);
    expect(await (await ben.dav("GET", "/shared/a.txt")).text()).toBe("A");
    expect((await ben.dav("PUT", "/shared/b.txt", {}, "B")).status).toBe(201);
    expect(await (await anna.dav("GET", "/shared/b.txt")).text()).toBe("B");
  });

  it("shows its permissions as letters", async () => {
    await share(31);
    expect(await permissionsOf("/shared")).toBe("SRGDNVCK");
    expect(await permissionsOf("/shared/a.txt")).toBe("SRGDNVW");
  });

  it("that is read-only refuses every change with 403 and an empty message", async () => {
    await share(1);
    expect(await permissionsOf("/shared/a.txt")).toBe("SG");
    const attempts = [
      await ben.dav("PUT", "/shared/new.txt", {}, "x"),
      await ben.dav("PUT", "/shared/a.txt", {}, "x"),
      await ben.dav("MKCOL", "/shared/new"),
      await ben.dav("DELETE", "/shared/a.txt"),
      await ben.dav("MOVE", "/shared/a.txt", { destination: "/remote.php/dav/files/ben/mine.txt" }),
    ];
    for (const response of attempts) {
      expect(response.status).toBe(403);
      expect(await response.text()).toContain("<s:message/>");
    }
  });

  it("is unshared by its recipient's DELETE and stays with its owner", async () => {
    await share(1);
    expect((await ben.dav("DELETE", "/shared")).status).toBe(204);
    expect((await ben.dav("GET", "/shared/a.txt")).status).toBe(404);
    expect((await anna.dav("GET", "/shared/a.txt")).status).toBe(200);
  });

  it("can be renamed by its recipient without the owner noticing", async () => {
    await share(1);
    const moved = await ben.dav("MOVE", "/shared", { destination: "/remote.php/dav/files/ben/from-anna" });
    expect(moved.status).toBe(201);
    expect((await ben.dav("GET", "/from-anna/a.txt")).status).toBe(200);
    expect((await anna.dav("GET", "/shared/a.txt")).status).toBe(200);
  });
});
