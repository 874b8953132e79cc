import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock, type MockServers, startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

let clock: ManualClock;
let servers: MockServers<"nextcloud">;
let admin: ReturnType<typeof as>;
let anna: ReturnType<typeof as>;

beforeEach(async () => {
  clock = new ManualClock();
  servers = await startMockServers({ services: ["nextcloud"], clock });
  admin = as(servers.nextcloud, "admin");
  anna = as(servers.nextcloud, "anna");
  await admin.dav("MKCOL", "/Projects");
  await admin.dav("MKCOL", "/Projects/Documents");
  await admin.dav("PUT", "/Projects/plan.txt", {}, "the plan");
});
afterEach(() => servers.close());

const SHARES = "/apps/files_sharing/api/v1/shares";
const create = (body: Record<string, string> | string) => admin.ocs("POST", SHARES, body);
const withAnna = { path: "/Projects", shareType: "0", shareWith: "anna" };
const link = { path: "/Projects", shareType: "3" };

describe("creating", () => {
  it("shares a folder with a user", async () => {
    const answer = await create({ ...withAnna, permissions: "31" });
    expect(answer).toMatchObject({
      status: 200,
      data: {
        id: "1",
        share_type: 0,
        uid_owner: "admin",
        permissions: 31,
        path: "/Projects",
        item_type: "folder",
        mimetype: "httpd/unix-directory",
        file_target: "/Projects",
        share_with: "anna",
        share_with_displayname: "Anna Berg",
        share_with_displayname_unique: "anna@example.com",
        mail_send: 1,
        expiration: null,
      },
    });
  });

  it("gives everything the node allows unless told otherwise", async () => {
    expect((await create(withAnna)).data).toMatchObject({ permissions: 31 });
    expect((await create({ ...withAnna, path: "/Projects/plan.txt" })).data).toMatchObject({
      permissions: 19,
    });
  });

  it("trims 31 to 19 on a file and raises 0 to 1", async () => {
    const file = { ...withAnna, path: "/Projects/plan.txt", permissions: "31" };
    expect((await create(file)).data).toMatchObject({ permissions: 19, item_type: "file" });
    expect((await create({ ...withAnna, permissions: "0" })).data).toMatchObject({ permissions: 1 });
  });

  it("answers the same share again with the one that is there and its old permissions", async () => {
    await create({ ...withAnna, permissions: "1" });
    const again = await create({ ...withAnna, permissions: "31" });
    expect(again).toMatchObject({ status: 200, data: { id: "1", permissions: 1, mail_send: 0 } });
    expect(servers.nextcloud.fake.state.shares.size).toBe(1);
  });

  it("shares with a group", async () => {
    expect((await create({ path: "/Projects", shareType: "1", shareWith: "staff" })).data).toMatchObject({
      share_type: 1,
      share_with: "staff",
      share_with_displayname: "Staff",
      permissions: 31,
    });
  });

  it("makes a new link every time, with a token, an address and permissions 17", async () => {
    const [first, second] = [await create(link), await create(link)];
    expect(first.data).toMatchObject({
      permissions: 17,
      share_with: null,
      share_with_displayname: "(Shared link)",
      url: expect.stringMatching(new RegExp(`^${servers.nextcloud.url}/s/\\w{15}$`)),
    });
    expect(second.data).toMatchObject({ id: "2" });
  });

  it("makes a link that takes uploads, and one that only takes them", async () => {
    expect((await create({ ...link, publicUpload: "true" })).data).toMatchObject({ permissions: 31 });
    expect((await create({ ...link, permissions: "4" })).data).toMatchObject({ permissions: 4 });
  });

  it("shows a link's password as a hash", async () => {
    const { data } = await create({ ...link, password: "a-long-password" });
    expect(data).toMatchObject({
      password: expect.stringMatching(/^3\|\$argon2id/),
      share_with: expect.stringMatching(/^3\|\$argon2id/),
    });
  });

  it("takes the day of an expiry date and forgets the time and the zone", async () => {
    const { data } = await create({ ...link, expireDate: "2033-03-03T23:00:00-05:00" });
    expect(data).toMatchObject({ expiration: "2033-03-03 00:00:00" });
  });

  it.each([
    [404, "Please specify a file or folder path", { shareType: "3" }],
    [404, "Wrong path, file/folder does not exist", { path: "/nope", shareType: "3" }],
    [404, "Please specify a valid account to share with", { ...withAnna, shareWith: "ghost" }],
    [404, "Please specify a valid group", { path: "/Projects", shareType: "1", shareWith: "ghost" }],
    [403, "Cannot share with yourself", { ...withAnna, shareWith: "admin" }],
    [403, "You cannot share your root folder", { path: "/", shareType: "3" }],
    [400, "Unknown share type", { ...withAnna, shareType: "99" }],
    [403, "Failed to create share.", { ...withAnna, shareType: "6" }],
    [996, "Internal Server Error\n", { ...withAnna, shareType: "7" }],
    [400, "Share must at least have READ or CREATE permissions", { ...link, permissions: "32" }],
    [404, "Invalid date. Format must be YYYY-MM-DD", { ...link, expireDate: "notadate" }],
    [404, "Expiration date is in the past", { ...link, expireDate: "2020-01-01" }],
    [400, "Password needs to be at least 10 characters long.", { ...link, password: "123" }],
  ])("refuses with %i '%s': %j", async (code, message, body) => {
    expect(await create(body)).toMatchObject({ code, message, status: code === 996 ? 500 : code });
    expect(servers.nextcloud.fake.state.shares.size).toBe(0);
  });

  it("breaks on JSON booleans and takes them as text", async () => {
    const broken = await create(JSON.stringify({ path: "/Projects", shareType: 3, publicUpload: true }));
    expect(broken).toMatchObject({ status: 500, code: 996 });
    const good = await create(JSON.stringify({ path: "/Projects", shareType: 3, publicUpload: "true" }));
    expect(good).toMatchObject({ status: 200, data: { permissions: 31 } });
  });

  it("is limited to 20 in 10 minutes: an empty page, in both versions, and no time to wait", async () => {
    for (let i = 0; i < 20; i++) expect((await create(link)).status).toBe(200);
    for (const version of ["v1", "v2"]) {
      const response = await fetch(`${servers.nextcloud.url}/ocs/${version}.php${SHARES}`, {
        method: "POST",
        headers: { authorization: admin.authorization, "ocs-apirequest": "true", accept: "application/json" },
        body: new URLSearchParams(link),
      });
      expect(response.status).toBe(429);
      expect(response.headers.get("content-type")).toBe("text/html; charset=UTF-8");
      expect(response.headers.get("retry-after")).toBeNull();
      expect(await response.text()).toBe("");
    }
    await anna.dav("MKCOL", "/Own");
    expect((await anna.ocs("POST", SHARES, { path: "/Own", shareType: "3" })).status).toBe(200);
    clock.advance(600_000);
    expect((await create(link)).status).toBe(200);
  });

  it("is not limited if the limit is off", async () => {
    await using unlimited = await startMockServers({
      services: ["nextcloud"],
      nextcloud: { shareLimit: false },
    });
    const owner = as(unlimited.nextcloud, "admin");
    await owner.dav("MKCOL", "/Projects");
    for (let i = 0; i < 25; i++) expect((await owner.ocs("POST", SHARES, link)).status).toBe(200);
  });

  it("lets those reshare who may", async () => {
    await create({ ...withAnna, permissions: "1" });
    const refused = await anna.ocs("POST", SHARES, { path: "/Projects", shareType: "0", shareWith: "ben" });
    expect(refused).toMatchObject({ status: 403 });
  });
});

describe("listing", () => {
  beforeEach(async () => {
    await create(withAnna);
    await create({ path: "/Projects/plan.txt", shareType: "3" });
  });

  const ids = (data: unknown) => (Array.isArray(data) ? data.map(({ id }) => id) : data);

  it("shows one's own, those of a path, and those of what is in a folder", async () => {
    expect(ids((await admin.ocs("GET", SHARES)).data)).toEqual(["1", "2"]);
    expect(ids((await admin.ocs("GET", `${SHARES}?path=/Projects`)).data)).toEqual(["1"]);
    expect(ids((await admin.ocs("GET", `${SHARES}?path=/Projects&subfiles=true`)).data)).toEqual(["2"]);
    expect(ids((await anna.ocs("GET", SHARES)).data)).toEqual([]);
  });

  it("shows reshares of others on demand", async () => {
    await anna.ocs("POST", SHARES, { path: "/Projects", shareType: "0", shareWith: "ben" });
    expect(ids((await admin.ocs("GET", `${SHARES}?path=/Projects`)).data)).toEqual(["1"]);
    expect(ids((await admin.ocs("GET", `${SHARES}?path=/Projects&reshares=true`)).data)).toEqual(["1", "3"]);
  });

  it("shows what was shared with oneself as the recipient sees it", async () => {
    const { data } = await anna.ocs("GET", `${SHARES}?shared_with_me=true`);
    expect(data).toMatchObject([
      { id: "1", path: "/Projects", can_edit: false, "mount-type": "shared", "is-mount-root": true },
    ]);
  });

  it("refuses a path that is not there and children of a file", async () => {
    expect(await admin.ocs("GET", `${SHARES}?path=/nope`)).toMatchObject({ status: 404 });
    const file = await admin.ocs("GET", `${SHARES}?path=/Projects/plan.txt&subfiles=true`);
    expect(file).toMatchObject({ status: 400, message: "Not a directory" });
  });

  it("gets one share as a list of one, and none that is not one's business", async () => {
    expect((await admin.ocs("GET", `${SHARES}/1`)).data).toMatchObject([{ id: "1" }]);
    expect((await anna.ocs("GET", `${SHARES}/1`)).data).toMatchObject([{ id: "1" }]);
    const stranger = await as(servers.nextcloud, "chloe").ocs("GET", `${SHARES}/1`);
    expect(stranger).toMatchObject({ status: 404, message: "Wrong share ID, share does not exist" });
    expect(await admin.ocs("GET", `${SHARES}/99`)).toMatchObject({ status: 404 });
  });
});

describe("updating", () => {
  beforeEach(async () => {
    await create({ ...withAnna, permissions: "1" });
    await create(link);
  });

  const update = (id: number, body: Record<string, string> | string) =>
    admin.ocs("PUT", `${SHARES}/${id}`, body);

  it("changes permissions, to which a link gets resharing added", async () => {
    expect((await update(1, { permissions: "19" })).data).toMatchObject({ permissions: 19 });
    expect((await update(2, { permissions: "1" })).data).toMatchObject({ permissions: 17 });
  });

  it("sets and clears the date and the password", async () => {
    const set = await update(2, {
      expireDate: "2033-03-03",
      password: "a-long-password",
      note: "n",
      label: "l",
    });
    expect(set.data).toMatchObject({ expiration: "2033-03-03 00:00:00", note: "n", label: "l" });
    expect((await update(2, { expireDate: "", password: "" })).data).toMatchObject({
      expiration: null,
      password: null,
    });
  });

  it("sets what a creation ignores: whether downloads are hidden", async () => {
    expect((await update(2, { hideDownload: "true" })).data).toMatchObject({ hide_download: 1 });
    expect(await update(2, '{"hideDownload":true}')).toMatchObject({ status: 500, code: 996 });
  });

  it.each([["{}"], ['{"expireDate":null}']])("refuses %s: nothing to change", async (body) => {
    expect(await update(1, body)).toMatchObject({
      status: 400,
      message: "Wrong or no update parameter given",
    });
  });

  it("refuses a token, an upload into a file, and what is not there", async () => {
    expect(await update(2, { token: "mine" })).toMatchObject({ status: 403 });
    await create({ path: "/Projects/plan.txt", shareType: "3" });
    expect(await update(3, { publicUpload: "true" })).toMatchObject({ status: 400 });
    expect(await update(99, { permissions: "1" })).toMatchObject({ status: 404 });
  });

  it("is not for recipients", async () => {
    const answer = await anna.ocs("PUT", `${SHARES}/1`, { permissions: "31" });
    expect(answer).toMatchObject({ status: 403, message: "You are not allowed to edit incoming shares" });
  });
});

describe("deleting", () => {
  it("works once", async () => {
    await create(withAnna);
    expect(await admin.ocs("DELETE", `${SHARES}/1`)).toMatchObject({ status: 200, data: [] });
    expect(await admin.ocs("DELETE", `${SHARES}/1`)).toMatchObject({ status: 404 });
  });

  it("takes a group's share from the member who does it only", async () => {
    await create({ path: "/Projects", shareType: "1", shareWith: "staff" });
    expect((await anna.ocs("DELETE", `${SHARES}/1`)).status).toBe(200);
    expect((await anna.ocs("GET", `${SHARES}?shared_with_me=true`)).data).toEqual([]);
    expect(
      (await as(servers.nextcloud, "ben").ocs("GET", `${SHARES}?shared_with_me=true`)).data,
    ).toHaveLength(1);
  });
});
