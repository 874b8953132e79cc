import { describe, expect, it } from "vitest";
import { readUser } from "../../src/provisioning/user-spec.js";

const problems = (row: unknown): readonly string[] => {
  const read = readUser(row);
  return "problems" in read ? read.problems : [];
};
const dora = { login: "dora", email: "dora@example.org" };

describe("readUser", () => {
  it("makes the display name of the names, or of the login", () => {
    const name = (row: object): unknown => {
      const read = readUser({ ...dora, ...row });
      return "user" in read ? read.user.displayName : read.problems;
    };
    expect(name({ firstName: "Dora", lastName: "Lind" })).toBe("Dora Lind");
    expect(name({ displayName: " Dr. Lind ", firstName: "Dora" })).toBe("Dr. Lind");
    expect(name({})).toBe("dora");
  });

  it("names every problem by its field", () => {
    expect(
      problems({ login: " dora", displayName: "", language: "German", groups: [""], phone: "1" }),
    ).toEqual([
      "login begins or ends with a space",
      "email is missing",
      "displayName is empty",
      "language is no language such as de or pt_BR",
      "groups[0] is empty",
      "phone is unknown",
    ]);
  });

  it("tells what is of the wrong kind from what is missing", () => {
    expect(problems({ login: 5, groups: "staff" })).toEqual([
      "login is not a text",
      "email is missing",
      "groups is not a list",
    ]);
  });

  it("gives the display name of a row that is wrong, if that is not", () => {
    const name = (row: object): unknown => {
      const read = readUser(row);
      return "problems" in read ? read.displayName : "none is wrong";
    };
    expect(name({ login: "dora" })).toBe("dora");
    expect(name({ login: "dora", displayName: "Dr. Lind" })).toBe("Dr. Lind");
    expect(name({ displayName: "Dr. Lind", firstName: "" })).toBe("Dr. Lind");
    expect(name({ ...dora, displayName: "" })).toBeUndefined();
    expect(name({ ...dora, firstName: "Dora", lastName: "" })).toBeUndefined();
  });

  it.each([
    ["login", "a/b"],
    ["login", "Zoë"],
    ["login", "🦊"],
    ["login", ""],
    ["email", "a@b@c"],
    ["email", "a b@c"],
    ["displayName", "x".repeat(65)],
    ["displayName", "bell\u0007"],
    ["quota", "-1"],
    ["quota", "five"],
    ["groups", ["x".repeat(65)]],
    ["groups", ["🦊".repeat(65)]],
    ["openprojectGroups", ["x".repeat(256)]],
  ])("refuses %s %j", (field, value) => {
    expect(problems({ ...dora, [field]: value })).toEqual([expect.stringContaining(field)]);
  });

  it("takes a Nextcloud group of 64 characters, and tells what to do with a longer one", () => {
    expect(problems({ ...dora, groups: ["🦊".repeat(64)], openprojectGroups: ["x".repeat(255)] })).toEqual(
      [],
    );
    expect(problems({ ...dora, groups: ["ok", "x".repeat(65)] })).toEqual([
      "groups[1] is longer than 64 characters, which is all a group's id in Nextcloud holds: shorten it",
    ]);
  });

  it("refuses what is no object, by name", () => {
    for (const row of [undefined, null, "dora", 5])
      expect(problems(row)).toEqual([expect.stringMatching(/^it is (missing|not an object)$/)]);
  });
});
