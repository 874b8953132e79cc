import { ForbiddenError, NotFoundError, UnauthorizedError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

describe("a link", () => {
  beforeEach(async () => {
    await client.files.createFolder("Open/inner", { recursive: true });
    await client.files.upload("Open/a b.txt", "A");
  });

  const share = (params: object = {}) =>
    client.shares.create({ path: "/Open", shareType: "link", ...params });

  test("to a folder is listed and read by anybody", async () => {
    const { token } = await share();
    const before = server.fake.requests.length;
    const link = client.publicLinks.open(token ?? "");
    expect((await link.list()).map(({ path, type }) => ({ path, type }))).toEqual([
      { path: "/a b.txt", type: "file" },
      { path: "/inner", type: "folder" },
    ]);
    expect((await link.stat("a b.txt")).size).toBe(1);
    expect((await link.download("a b.txt")).toString()).toBe("A");
    await expect(link.stat("none")).rejects.toBeInstanceOf(NotFoundError);
    for (const { headers } of server.fake.requests.slice(before))
      expect(headers).not.toHaveProperty("authorization");
  });

  test("to a file has it at its root", async () => {
    const { token } = await share({ path: "/Open/a b.txt" });
    const link = client.publicLinks.open(token ?? "");
    expect(await link.stat()).toMatchObject({ path: "/", type: "file", size: 1 });
    expect((await link.download()).toString()).toBe("A");
  });

  test("takes uploads when it may", async () => {
    const { token } = await share({ publicUpload: true });
    const { etag } = await client.publicLinks.open(token ?? "").upload("new.txt", "N", { nickname: "Zoë" });
    expect((await client.files.stat("Open/new.txt")).etag).toBe(etag);
    const { token: closed } = await share();
    await expect(client.publicLinks.open(closed ?? "").upload("x", "y")).rejects.toBeInstanceOf(
      ForbiddenError,
    );
  });

  test("asks for its password", async () => {
    const password = "link-Pw-12345";
    const { token } = await share({ password });
    const link = client.publicLinks.open(token ?? "", { password });
    expect(await link.list()).toHaveLength(2);
    expect((await link.download("a b.txt")).toString()).toBe("A");
    await expect(client.publicLinks.open(token ?? "").list()).rejects.toBeInstanceOf(UnauthorizedError);
    // The account's own credential is none the worse for it.
    expect((await client.users.me()).id).toBe("admin");
  });

  test("that is not there is not found, though the server speaks of an outage", async () => {
    const error = await client.publicLinks
      .open("secrettoken")
      .list()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status: 503, attempts: 1 });
    expect(String(error)).not.toContain("secrettoken");
  });
});
