import { UnauthorizedError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startZulip } from "./fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;

beforeEach(async () => {
  server = await startZulip();
  return () => server[Symbol.asyncDispose]();
});

describe("an API key", () => {
  test("that the server would refuse unseen is not sent, nor is a file asked for with it", async () => {
    const client = server.connect({ apiKey: "not-a-key" });
    for (const call of [() => client.users.me(), () => client.uploads.download("/user_uploads/2/ab/a.pdf")]) {
      const error = await call().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UnauthorizedError);
      expect(error).toMatchObject({ code: "INVALID_API_KEY", outcome: "not-sent" });
    }
    expect(server.fake.requests).toEqual([]);
  });

  test("is asked for again when it was rotated", async () => {
    const admin = server.fake.state.findUserByEmail("admin@example.com");
    let present = admin?.api_key ?? "";
    const client = server.connect({ apiKey: () => present });
    await client.users.me();
    present = "r".repeat(32);
    if (admin) admin.api_key = present;
    expect((await client.users.me()).email).toBe("admin@example.com");
  });

  test("that a function tells is held to the same form", async () => {
    const client = server.connect({ apiKey: async () => "not-a-key" });
    await expect(client.users.me()).rejects.toMatchObject({ code: "INVALID_API_KEY", outcome: "not-sent" });
    expect(server.fake.requests).toEqual([]);
  });
});
