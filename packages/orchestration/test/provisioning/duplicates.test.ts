import { describe, expect, it } from "vitest";
import { Duplicates } from "../../src/provisioning/duplicates.js";

const user = (login: string, email: string) => ({ login, email, displayName: login });

describe("Duplicates", () => {
  it("finds a login and an address again in any case, and tells which it was", () => {
    const seen = new Duplicates();
    expect(seen.problemsOf(user("dora", "dora@example.org"))).toEqual([]);
    expect(seen.problemsOf(user("Dora", "d@example.org"))).toEqual(["login is that of an earlier row"]);
    expect(seen.problemsOf(user("d", "DORA@example.org"))).toEqual(["email is that of an earlier row"]);
    expect([seen.hasLogin("DORA"), seen.hasLogin("emil")]).toEqual([true, false]);
  });
});
