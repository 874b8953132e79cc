import { describe, expect, it } from "vitest";
import { InvalidInputError, path, secret, segments } from "../../src/index.js";

describe("path", () => {
  it("encodes each value as one segment", () => {
    expect(path`users/${"a b/c#?%é"}/groups/${7}`.wire).toBe("users/a%20b%2Fc%23%3F%25%C3%A9/groups/7");
  });

  it("lets segments keep their slashes and drops empty ones", () => {
    expect(path`files/${segments("/Projects//Übersicht #1.md")}`.wire).toBe(
      "files/Projects/%C3%9Cbersicht%20%231.md",
    );
  });

  it("names all calls of one endpoint alike", () => {
    const of = (id: number) => path`messages/${id}/reactions`;
    expect(of(1).template).toBe("messages/{}/reactions");
    expect(of(2).template).toBe(of(1).template);
  });

  it("keeps secrets out of what messages show", () => {
    const { wire, safe } = path`s/${secret("t0ken")}/download`;
    expect(wire).toBe("s/t0ken/download");
    expect(safe).toBe("s/***/download");
  });

  it.each(["", ".", "..", "a\0b", "\ud800"])("refuses %j, pointing at it", (value) => {
    expect(() => path`users/${value}/groups`).toThrow(InvalidInputError);
    expect(() => path`users/${value}/groups`).toThrow(/\n {2}users\/'.*'\/groups\n {8}\^+$/s);
  });

  it("refuses dots inside segments and numbers that are none", () => {
    expect(() => path`files/${segments("a/../b")}`).toThrow(InvalidInputError);
    expect(() => path`users/${Number.NaN}`).toThrow(InvalidInputError);
  });

  it("does not show a secret it refuses", () => {
    expect(() => path`s/${secret("hid\0den")}`).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("hid") }),
    );
  });
});

describe("path of paths", () => {
  it("takes a path as it is, with its secrets, as one value", () => {
    const file = path`${segments("a b/c")}/${secret("t0ken")}`;
    expect(path`users/${path`${"é"}`}/${file}/${secret("k3y")}`).toMatchObject({
      wire: "users/%C3%A9/a%20b/c/t0ken/k3y",
      safe: "users/%C3%A9/a%20b/c/***/***",
      template: "users/{}/{}/{}",
      secrets: ["t0ken", "k3y"],
    });
  });
});

describe("Path.below", () => {
  it("puts a prefix before what is sent, shown and named, and keeps the secrets", () => {
    const below = path`s/${secret("t0ken")}`.below("api/v1/");
    expect(below).toMatchObject({
      wire: "api/v1/s/t0ken",
      safe: "api/v1/s/***",
      template: "api/v1/s/{}",
      secrets: ["t0ken"],
    });
  });
});
