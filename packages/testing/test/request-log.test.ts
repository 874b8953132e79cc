import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type MockServers, startMockServers } from "../src/index.js";

let servers: MockServers;
let folder: string;

beforeEach(async () => {
  servers = await startMockServers();
  folder = await mkdtemp(join(tmpdir(), "request-log-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await servers.close();
  await rm(folder, { recursive: true });
});

const post = (url: string, body: NonNullable<RequestInit["body"]>, headers: Record<string, string> = {}) =>
  fetch(url, { method: "POST", body, headers });

describe("requests", () => {
  it("remembers what was received and how it was answered", async () => {
    const { url, fake } = servers.openproject;
    await fetch(`${url}/api/v3/nothing?filters=%5B%5D&x=1&x=2`, {
      headers: { authorization: "Bearer opapi-test-admin" },
    });
    expect(fake.requests).toEqual([
      {
        method: "GET",
        path: "/api/v3/nothing",
        query: { filters: "[]", x: ["1", "2"] },
        headers: expect.objectContaining({ authorization: "Bearer opapi-test-admin" }),
        body: null,
        status: 404,
      },
    ]);
  });

  it("shows forms and JSON as values, files as names and sizes, XML as text, the rest as a length", async () => {
    const { zulip, nextcloud, openproject } = servers;
    await post(
      `${zulip.url}/api/v1/messages`,
      new URLSearchParams([
        ["to", "a"],
        ["to", "b"],
        ["type", "stream"],
      ]),
    );
    const form = new FormData();
    form.set("topic", "x");
    form.set("file", new File(["12345"], "a.txt", { type: "text/plain" }));
    await post(`${zulip.url}/api/v1/user_uploads`, form);
    await post(`${openproject.url}/api/v3/projects`, '{"name":"A"}', { "content-type": "application/json" });
    await fetch(`${nextcloud.url}/remote.php/dav/files/a`, { method: "PROPFIND", body: "<d:propfind/>" });
    await fetch(`${nextcloud.url}/remote.php/dav/files/a`, { method: "PUT", body: new Uint8Array(7) });
    expect(zulip.fake.requests.map(({ body }) => body)).toEqual([
      { to: ["a", "b"], type: "stream" },
      { _multipart: { topic: "x", file: { filename: "a.txt", contentType: "text/plain", bytes: 5 } } },
    ]);
    expect(openproject.fake.requests.map(({ body }) => body)).toEqual([{ name: "A" }]);
    expect(nextcloud.fake.requests.map(({ body }) => body)).toEqual([
      { _xml: "<d:propfind/>" },
      { _bytes: 7 },
    ]);
  });
});

describe("PLATFORMQ_REQUEST_LOG", () => {
  it("appends a line per request, faults included", async () => {
    const file = join(folder, "requests.log");
    vi.stubEnv("PLATFORMQ_REQUEST_LOG", file);
    const { zulip, nextcloud } = servers;
    zulip.faults.next({ status: 503 });
    await post(`${zulip.url}/api/v1/messages?a=1`, new URLSearchParams({ content: "hi" }));
    await fetch(`${nextcloud.url}/status.php`);
    const lines = (await readFile(file, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual([
      {
        service: "zulip",
        method: "POST",
        path: "/api/v1/messages",
        query: { a: "1" },
        contentType: "application/x-www-form-urlencoded;charset=UTF-8",
        body: { content: "hi" },
        status: 503,
      },
      {
        service: "nextcloud",
        method: "GET",
        path: "/status.php",
        query: {},
        contentType: null,
        body: null,
        status: 200,
      },
    ]);
  });
});
