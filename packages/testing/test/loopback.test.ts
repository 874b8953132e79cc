import { createHash } from "node:crypto";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createConnection } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { NextcloudFake, OpenProjectFake, serveOnLoopback } from "../src/index.js";

const fake = new NextcloudFake();
const server = await serveOnLoopback(fake);
const authorization = `Basic ${btoa(`${fake.username}:${fake.password}`)}`;
const files = `${server.url}/remote.php/dav/files/admin`;

afterEach(() => fake.faults.clear());

describe("serveOnLoopback", () => {
  it("tells the fake its address", () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(fake.baseUrl).toBe(server.url);
  });

  it("streams bodies both ways without changing a byte", async () => {
    const bytes = Buffer.alloc(3_000_000, "0123456789abcdefghijklmnopqrstuvwxyz\0\xff", "latin1");
    const put = await fetch(`${files}/big.bin`, { method: "PUT", body: bytes, headers: { authorization } });
    expect(put.status).toBe(201);
    const got = await fetch(`${files}/big.bin`, { headers: { authorization } });
    const hash = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
    expect(hash(new Uint8Array(await got.arrayBuffer()))).toBe(hash(bytes));
  });

  it("keeps every cookie a header of its own", async () => {
    const response = await fetch(`${files}/`, { method: "PROPFIND", headers: { authorization, depth: "0" } });
    const names = response.headers.getSetCookie().map((cookie) => cookie.split("=")[0]);
    expect(names).toEqual([
      "oc_sessionPassphrase",
      "nc_sameSiteCookielax",
      "nc_sameSiteCookiestrict",
      "ocfake0test1",
      "cookie_test",
    ]);
  });

  it("answers HEAD with the length and no body", async () => {
    await fetch(`${files}/head.txt`, { method: "PUT", body: "12345", headers: { authorization } });
    const response = await fetch(`${files}/head.txt`, { method: "HEAD", headers: { authorization } });
    expect(response.headers.get("content-length")).toBe("5");
    expect(await response.text()).toBe("");
  });

  it("passes a path on as it was sent", async () => {
    const response = await fetch(`${server.url}//remote.php/x`);
    expect(response.status).toBe(404);
    expect(fake.requests.at(-1)?.path).toBe("//remote.php/x");
  });

  it("creates nothing from an upload whose sender goes away", async () => {
    const { port } = new URL(server.url);
    const socket = createConnection(Number(port), "127.0.0.1");
    await once(socket, "connect");
    const head = `PUT /remote.php/dav/files/admin/half.bin HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n`;
    socket.write(`${head}content-length: 100\r\n\r\nonly this`);
    socket.end();
    socket.resume();
    await once(socket, "close");
    expect((await fetch(`${files}/half.bin`, { headers: { authorization } })).status).toBe(404);
  });

  it("says so when a fake itself fails", async () => {
    const broken = new NextcloudFake();
    await using running = await serveOnLoopback(broken);
    broken.state.users.get = () => {
      throw new Error("a mistake in the fake");
    };
    const response = await fetch(`${running.url}/ocs/v2.php/cloud/user`, { headers: { authorization } });
    expect(response.status).toBe(500);
    expect(await response.text()).toContain("a mistake in the fake");
  });

  it("serves a service installed in a folder", async () => {
    const openproject = new OpenProjectFake();
    await using running = await serveOnLoopback(openproject, { path: "/openproject/" });
    expect(running.url).toMatch(/:\d+\/openproject$/);
    const headers = { authorization: `Basic ${btoa(`apikey:${openproject.apiKey}`)}` };
    const root = await fetch(`${running.url}/api/v3`, { headers });
    expect(await root.json()).toMatchObject({
      _links: { workPackages: { href: "/openproject/api/v3/work_packages" } },
    });
    expect((await fetch(new URL("/api/v3", running.url), { headers })).status).toBe(404);
  });

  it("ends idle keep-alive connections when it is closed", async () => {
    const running = await serveOnLoopback(new OpenProjectFake());
    const agent = new Agent({ keepAlive: true });
    const message = request(`${running.url}/api/v3`, { agent }).end();
    const [response] = await once(message, "response");
    response.resume();
    await once(response, "end");
    const closed = once(message.socket ?? agent, "close");
    await running.close();
    await closed;
    await running.close();
    agent.destroy();
    await expect(fetch(running.url)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  });
});
