import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

let servers: MockServers<"nextcloud">;

beforeEach(async () => {
  servers = await startMockServers({ services: ["nextcloud"] });
});
afterEach(() => servers.close());

const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const part = (path: string, content: string, hash = md5(content)) =>
  `--b\r\nX-File-Path: ${path}\r\nX-File-MD5: ${hash}\r\nContent-Length: ${content.length}\r\n\r\n${content}\r\n`;

function post(parts: readonly string[], type = "multipart/related; boundary=b"): Promise<Response> {
  const { authorization } = as(servers.nextcloud, "anna");
  return fetch(`${servers.nextcloud.url}/remote.php/dav/bulk`, {
    method: "POST",
    headers: { authorization, "content-type": type },
    body: `${parts.join("")}--b--\r\n`,
  });
}

describe("a bulk upload", () => {
  it("tells of each file, in JSON that calls itself HTML", async () => {
    const answer = await post([part("/a.txt", "a"), part("/missing/b.txt", "b")]);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=UTF-8");
    expect(await answer.json()).toMatchObject({
      "/a.txt": { error: false, etag: expect.any(String), permissions: "RGDNVW" },
      "/missing/b.txt": { error: true, message: expect.stringContaining("/anna/files/missing/b.txt") },
    });
  });

  it("ends at the first damaged file with what was done before it", async () => {
    const answer = await post([part("/a.txt", "a"), part("/b.txt", "b", md5("c")), part("/d.txt", "d")]);
    expect(answer.status).toBe(400);
    expect(Object.keys(JSON.parse(await answer.text()))).toEqual(["/a.txt"]);
    expect((await post([part("/b.txt", "b", "0")])).status).toBe(400);
  });

  it("takes no form", async () => {
    const answer = await post([part("/a.txt", "a")], "multipart/form-data; boundary=b");
    expect(await answer.text()).toContain("Content-Type must be multipart/related");
  });
});
