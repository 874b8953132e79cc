import { describe, expect, it } from "vitest";
import { PRINCIPALS, RequestBody } from "../../src/openproject/request-body.js";

const mismatch = expect.objectContaining({ status: 422, identifier: "ResourceTypeMismatch" });

describe("formattable texts", () => {
  it("are read from raw, and emptied by a plain string", () => {
    const body = new RequestBody({ description: { raw: "text" }, comment: "lost" });
    expect([body.formattable("description"), body.formattable("comment"), body.formattable("none")]).toEqual([
      "text",
      "",
      undefined,
    ]);
  });
});

describe("links", () => {
  const body = new RequestBody({
    author: { href: "https://example.com/op/api/v3/users/7", title: "ignored" },
    _links: {
      assignee: { href: null },
      responsible: null,
      empty: {},
      roles: [{ href: "/api/v3/roles/3" }, { href: "/api/v3/roles/4" }],
      wrong: { href: "/api/v3/types/1" },
      slash: { href: "/api/v3/users/1/" },
      login: { href: "/api/v3/users/anna" },
    },
  });

  it("are an id, null to clear, and nothing if they are themselves null or empty", () => {
    expect(body.link("assignee", ...PRINCIPALS)).toBeNull();
    for (const name of ["responsible", "empty", "none"]) {
      expect(body.link(name, ...PRINCIPALS)).toBeUndefined();
    }
  });

  it("may have a host and a folder, and stand outside of _links", () => {
    expect(body.link("author", ...PRINCIPALS)).toBe(7);
  });

  it("may be several", () => {
    expect(body.links("roles", "roles")).toEqual([3, 4]);
  });

  it.each(["wrong", "slash", "login"])("are refused: %s", (name) => {
    expect(() => body.link(name, ...PRINCIPALS)).toThrow(mismatch);
  });
});

describe("values of the wrong type", () => {
  it("are refused where a text or a boolean is expected", () => {
    const body = new RequestBody({ name: 7, active: "yes" });
    const format = expect.objectContaining({ status: 422, identifier: "PropertyFormatError" });
    expect(() => body.text("name")).toThrow(format);
    expect(() => body.flag("active")).toThrow(format);
  });
});
