import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock, type MockServers, startMockServers } from "../../src/index.js";

let clock: ManualClock;
let servers: MockServers<"zulip">;
let authorization: string;

beforeEach(async () => {
  clock = new ManualClock();
  servers = await startMockServers({ services: ["zulip"], clock });
  const { email, apiKey } = servers.zulip;
  authorization = `Basic ${Buffer.from(`${email}:${apiKey}`).toString("base64")}`;
});
afterEach(() => servers.close());

async function upload(...names: string[]) {
  const body = new FormData();
  names.forEach((name, index) => {
    body.append(`file${index}`, new Blob(["hello"], { type: "text/plain" }), name);
  });
  const url = `${servers.zulip.url}/api/v1/user_uploads`;
  const response = await fetch(url, { method: "POST", headers: { authorization }, body });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

describe("an upload", () => {
  it("gives the file a URL that is relative, and its name", async () => {
    const { body } = await upload("a b.txt");
    expect(body).toMatchObject({ filename: "a b.txt", url: body.uri });
    expect(body.url).toMatch(/^\/user_uploads\/2\/[^/]+\/[^/]+\/a-b\.txt$/);
  });

  it("is of exactly one file", async () => {
    expect((await upload()).body.msg).toBe("You must specify a file to upload");
    expect((await upload("a", "b")).body.msg).toBe("You may only upload one file at a time");
  });

  it("is downloaded by an account, and for a minute by anybody", async () => {
    const { url } = (await upload("a.txt")).body;
    const site = servers.zulip.url;
    const own = await fetch(`${site}${url}`, { headers: { authorization } });
    expect([own.headers.get("content-type"), await own.text()]).toEqual(["text/plain", "hello"]);
    expect((await fetch(`${site}${url}`, { redirect: "manual" })).status).toBe(302);
    const asked = await fetch(`${site}/api/v1${url}`, { headers: { authorization } });
    const temporary = `${site}${JSON.parse(await asked.text()).url}`;
    expect(await (await fetch(temporary)).text()).toBe("hello");
    clock.advance(60_001);
    expect((await fetch(temporary)).status).toBe(403);
  });
});

describe("a resumable upload", () => {
  const tus = (method: string, url: string, headers: Record<string, string> = {}, body = "") =>
    fetch(url, {
      method,
      headers: { authorization, "tus-resumable": "1.0.0", ...headers },
      ...(body && { body }),
    });
  const create = (length = "10", name = "a.txt") =>
    tus("POST", `${servers.zulip.url}/api/v1/tus/`, {
      "upload-length": length,
      "upload-metadata": `filename ${Buffer.from(name).toString("base64")}`,
    });
  const patch = (url: string, offset: number, body: string) =>
    tus(
      "PATCH",
      url,
      { "upload-offset": `${offset}`, "content-type": "application/offset+octet-stream" },
      body,
    );

  it("tells how far it has come, and names the file with its last byte", async () => {
    const location = (await create()).headers.get("location") ?? "";
    expect((await patch(location, 0, "hello")).status).toBe(204);
    expect((await tus("HEAD", location)).headers.get("upload-offset")).toBe("5");
    const last = await patch(location, 5, "world");
    expect(JSON.parse(await last.text())).toMatchObject({ filename: "a.txt" });
  });

  it("that is complete stays, and no longer names the file", async () => {
    const location = (await create()).headers.get("location") ?? "";
    const { url } = JSON.parse(await (await patch(location, 0, "helloworld")).text());
    expect(location).toContain(url.replace("/user_uploads/", "/tus/"));
    expect((await tus("HEAD", location)).headers.get("upload-offset")).toBe("10");
    const again = await patch(location, 10, "");
    expect([again.status, again.headers.get("upload-offset")]).toEqual([204, "10"]);
    expect(servers.zulip.fake.state.files).toHaveLength(1);
  });

  it("of an empty file is complete at once", async () => {
    const created = await create("0");
    expect(JSON.parse(await created.text())).toMatchObject({ filename: "a.txt" });
    const location = created.headers.get("location") ?? "";
    expect((await tus("HEAD", location)).headers.get("upload-offset")).toBe("0");
  });

  it("refuses another offset, more than was announced, and another version", async () => {
    const location = (await create()).headers.get("location") ?? "";
    expect((await patch(location, 3, "hello")).status).toBe(409);
    expect((await patch(location, 0, "hello world")).status).toBe(413);
    expect((await tus("PATCH", location, { "tus-resumable": "0.2.2" }, "x")).status).toBe(412);
    expect((await create(String(26 * 1024 * 1024))).status).toBe(413);
    expect((await create("x")).status).toBe(400);
  });
});
