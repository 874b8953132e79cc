import { afterAll, describe, expect, it } from "vitest";
import { startMockServers } from "../../src/index.js";
import { asAdmin, asAnna } from "./as.js";

const servers = await startMockServers({ services: ["zulip"] });
afterAll(() => servers.close());
const admin = asAdmin(servers.zulip);
const anna = asAnna(servers.zulip);

describe("users", () => {
  it("are listed; the API's address of one differs from the real one", async () => {
    const { body } = await admin("GET", "/users");
    expect(body.members).toContainEqual(
      expect.objectContaining({
        user_id: 12,
        full_name: "Ben Okafor",
        email: "user12@zulip.example.com",
        delivery_email: "ben@example.com",
        avatar_url: null,
      }),
    );
  });

  it("hide their real address from others than administrators and themselves", async () => {
    const { body } = await anna("GET", "/users/12");
    expect(body.user).toMatchObject({ email: "user12@zulip.example.com", delivery_email: null });
    expect((await anna("GET", "/users/me")).body).toMatchObject({
      delivery_email: "anna@example.com",
      role: 400,
    });
  });

  it("are found by id, by the API's address, and by a real one that is visible", async () => {
    const key = (text: string) => `/users/${encodeURIComponent(text)}`;
    for (const path of ["/users/12", key("user12@zulip.example.com"), key("ben@example.com")]) {
      expect((await admin("GET", path)).body.user).toMatchObject({ user_id: 12 });
    }
    expect(await anna("GET", key("ben@example.com"))).toMatchObject({
      status: 400,
      body: { msg: "No such user" },
    });
    expect(await admin("GET", "/users/99")).toMatchObject({ status: 400, body: { code: "BAD_REQUEST" } });
  });

  it("have pictures if the client does not compute them", async () => {
    const { body } = await admin("GET", "/users/11", { client_gravatar: false });
    expect(body.user).toMatchObject({ avatar_url: expect.stringContaining("/user_avatars/11") });
  });
});
