import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { asAdmin } from "./as.js";

let servers: MockServers<"zulip">;

beforeEach(async () => {
  servers = await startMockServers({ services: ["zulip"] });
});
afterEach(() => servers.close());

async function post(path: string, types: readonly string[], sizeBytes = 4) {
  const { url, email, apiKey } = servers.zulip;
  const authorization = `Basic ${Buffer.from(`${email}:${apiKey}`).toString("base64")}`;
  const body = new FormData();
  for (const type of types) body.append("file", new Blob([new Uint8Array(sizeBytes)], { type }), "a.png");
  const response = await fetch(`${url}/api/v1${path}`, { method: "POST", headers: { authorization }, body });
  return JSON.parse(await response.text());
}

describe("a picture", () => {
  it("is one file, an image, of 5 MiB at most", async () => {
    const said = async (types: readonly string[], size?: number) =>
      (await post("/users/me/avatar", types, size)).msg;
    expect(await said([])).toBe("You must upload exactly one avatar.");
    expect(await said(["image/png", "image/png"])).toBe("You must upload exactly one avatar.");
    expect(await said(["text/plain"])).toMatch(/^Could not decode image/);
    expect(await said(["image/png"], 5 * 1024 * 1024 + 1)).toMatch(/limit of 5 MiB$/);
  });

  it("of an account is shown to others, and announced", async () => {
    const admin = asAdmin(servers.zulip);
    const { body: queue } = await admin("POST", "/register", { event_types: ["realm_user"] });
    const { avatar_url } = await post("/users/me/avatar", ["image/png"]);
    expect((await admin("GET", "/users/me")).body.avatar_url).toBe(avatar_url);
    const { body } = await admin("GET", "/events", { queue_id: queue.queue_id, last_event_id: -1 });
    expect(body.events).toMatchObject([{ type: "realm_user", op: "update", person: { avatar_url } }]);
  });

  it("of the organisation is told by the server's settings", async () => {
    const { icon_url } = await post("/realm/icon", ["image/png"]);
    const admin = asAdmin(servers.zulip);
    expect((await admin("GET", "/server_settings")).body.realm_icon).toBe(icon_url);
    await admin("DELETE", "/realm/icon");
    expect((await admin("GET", "/server_settings")).body.realm_icon).not.toBe(icon_url);
  });

  it("of the organisation's two logos has to be named", async () => {
    expect((await post("/realm/logo", ["image/png"])).code).toBe("REQUEST_VARIABLE_MISSING");
    const day = await post("/realm/logo?night=false", ["image/png"]);
    const night = await post("/realm/logo?night=true", ["image/png"]);
    expect(night.logo_url).not.toBe(day.logo_url);
  });
});
