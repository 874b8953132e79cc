import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NextcloudFake, OpenProjectFake, ZulipFake } from "../src/index.js";
import { handlers } from "../src/msw.js";

const nextcloud = new NextcloudFake();
const zulip = new ZulipFake({ baseUrl: "https://chat.example.com" });
const openproject = new OpenProjectFake({ baseUrl: "https://example.com/openproject/" });
const mocked = handlers(nextcloud, zulip, openproject);
const elsewhere = http.all("*", () => HttpResponse.text("somebody else's"));
const server = setupServer(...mocked, elsewhere);

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterAll(() => server.close());

const openprojectHeaders = { authorization: `Basic ${btoa(`apikey:${openproject.apiKey}`)}` };

describe("handlers", () => {
  it("makes one handler per fake", () => {
    expect(mocked).toHaveLength(3);
  });

  it("answers the global fetch, WebDAV methods included", async () => {
    const settings = await fetch("https://chat.example.com/api/v1/server_settings");
    expect(await settings.json()).toMatchObject({ zulip_feature_level: 421 });
    const authorization = `Basic ${btoa(`${nextcloud.username}:${nextcloud.password}`)}`;
    const url = "http://nextcloud.test/remote.php/dav/files/admin/New";
    expect((await fetch(url, { method: "MKCOL", headers: { authorization } })).status).toBe(201);
    const listing = await fetch(url, { method: "PROPFIND", headers: { authorization, depth: "0" } });
    expect(listing.status).toBe(207);
  });

  it("keeps state between requests", async () => {
    const headers = { ...openprojectHeaders, "content-type": "application/json" };
    const created = await fetch("https://example.com/openproject/api/v3/projects", {
      method: "POST",
      headers,
      body: JSON.stringify({ name: "Kept" }),
    });
    expect(created.status).toBe(201);
    const found = await fetch("https://example.com/openproject/api/v3/projects/kept", { headers });
    expect(await found.json()).toMatchObject({
      _links: { self: { href: "/openproject/api/v3/projects/21" } },
    });
  });

  it("passes other hosts and other folders by", async () => {
    for (const url of ["https://other.example.com/api/v1/users", "https://example.com/openprojects/api/v3"]) {
      expect(await (await fetch(url)).text()).toBe("somebody else's");
    }
  });

  it("turns a reset into a network error", async () => {
    zulip.faults.next({ reset: "before-response" });
    await expect(fetch("https://chat.example.com/api/v1/users")).rejects.toThrow(TypeError);
  });
});
