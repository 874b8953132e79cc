import { InvalidInputError } from "@platformq/resilience";
import { describe, expect, test } from "vitest";
import { linkId, resolveHref, toLink, UNDISCLOSED } from "../../src/hal/link.js";

describe("linkId", () => {
  test("reads the id from wherever the server is installed", () => {
    expect(linkId({ href: "/api/v3/projects/12" })).toBe(12);
    expect(linkId({ href: "/openproject/api/v3/users/3" })).toBe(3);
    expect(linkId({ href: "https://other.example.com/api/v3/users/3" })).toBe(3);
  });

  test("has none for an empty link, what is undisclosed, and what has no number", () => {
    for (const href of [null, UNDISCLOSED, "/api/v3/project_statuses/on_track"]) {
      expect(linkId({ href })).toBeUndefined();
    }
    expect(linkId(undefined)).toBeUndefined();
  });
});

describe("toLink", () => {
  test("makes links of ids, hrefs and links alike", () => {
    expect(toLink("users", 5)).toEqual({ href: "/api/v3/users/5" });
    expect(toLink("project_statuses", "on_track")).toEqual({ href: "/api/v3/project_statuses/on_track" });
    expect(toLink("users", "/api/v3/groups/7")).toEqual({ href: "/api/v3/groups/7" });
    expect(toLink("users", { href: UNDISCLOSED })).toEqual({ href: UNDISCLOSED });
  });

  test("tells clearing from leaving out", () => {
    expect(toLink("users", null)).toEqual({ href: null });
    expect(toLink("users", undefined)).toBeUndefined();
  });

  test("does not let an id lead elsewhere", () => {
    expect(() => toLink("users", "..")).toThrow(InvalidInputError);
    expect(toLink("users", "a/b")).toEqual({ href: "/api/v3/users/a%2Fb" });
  });
});

describe("resolveHref", () => {
  test("goes by the origin, since an href holds the server's folder already", () => {
    const url = resolveHref("/openproject/api/v3/users/1?a=b", "https://example.com/openproject");
    expect(url.href).toBe("https://example.com/openproject/api/v3/users/1?a=b");
  });

  test("keeps another host", () => {
    expect(resolveHref("https://files.example.net/a", "https://example.com").host).toBe("files.example.net");
  });

  test("refuses what cannot be fetched", () => {
    for (const href of [null, UNDISCLOSED, "http://"]) {
      expect(() => resolveHref(href, "https://example.com")).toThrow(InvalidInputError);
    }
  });
});
