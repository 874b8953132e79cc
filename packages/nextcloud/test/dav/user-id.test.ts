import { AbortError } from "@platformq/resilience";
import { describe, expect, test } from "vitest";
import { UserId } from "../../src/dav/user-id.js";
import { startNextcloud } from "../fake-nextcloud.js";

describe("the user id", () => {
  test("is looked up once for all calls, and is not the login", async () => {
    await using server = await startNextcloud();
    const client = server.connect({ username: "anna@example.com", password: "test-password-anna" });
    await Promise.all([client.files.exists("a"), client.files.exists("b"), client.files.exists("c")]);
    const paths = server.fake.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith("/cloud/user"))).toHaveLength(1);
    expect(paths).toContain("/remote.php/dav/files/anna/a");
  });

  test("is looked up again after a failure", async () => {
    let calls = 0;
    const userId = new UserId(async () => {
      calls += 1;
      if (calls === 1) throw new Error("down");
      return "anna";
    });
    await expect(userId.get(undefined)).rejects.toThrow("down");
    expect(await userId.get(undefined)).toBe("anna");
  });

  test("stops being waited for by whoever aborts, and by nobody else", async () => {
    let answer: (id: string) => void = () => {};
    const userId = new UserId(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const impatient = new AbortController();
    const first = userId.get(impatient.signal);
    const second = userId.get(new AbortController().signal);
    impatient.abort(new Error("enough"));
    await expect(first).rejects.toBeInstanceOf(AbortError);
    answer("anna");
    expect(await second).toBe("anna");
  });
});
