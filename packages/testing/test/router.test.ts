import { describe, expect, it } from "vitest";
import { Router } from "../src/router.js";

describe("Router", () => {
  const router = new Router<string>()
    .on("GET", "/users/{id}", "one")
    .on("GET", "/users/me", "me")
    .on("POST", "/users", "create")
    .on("DELETE", "/users/{id}/groups/{group}", "leave");

  it("prefers a literal to a placeholder, whatever was added first", () => {
    expect(router.match("GET", "/users/me")).toEqual({ handler: "me", params: {} });
    expect(router.match("GET", "/users/12")).toEqual({ handler: "one", params: { id: "12" } });
  });

  it("decodes placeholders after the path is split, so that they may hold slashes", () => {
    const match = router.match("DELETE", "/users/a%20b/groups/x%2Fy/");
    expect(match).toEqual({ handler: "leave", params: { id: "a b", group: "x/y" } });
  });

  it("answers HEAD with the handler of GET", () => {
    expect(router.match("HEAD", "/users/7")).toEqual({ handler: "one", params: { id: "7" } });
  });

  it("goes back to the placeholder if the literal has no such method", () => {
    const both = new Router<string>().on("GET", "/a/b", "literal").on("PUT", "/a/{x}", "placeholder");
    expect(both.match("PUT", "/a/b")).toEqual({ handler: "placeholder", params: { x: "b" } });
  });

  it("tells a wrong method from an unknown path", () => {
    expect(router.match("PATCH", "/users")).toEqual({ allowed: ["POST"] });
    expect(router.match("GET", "/nothing")).toBeUndefined();
    expect(router.match("GET", "/users/1/groups")).toBeUndefined();
  });
});
