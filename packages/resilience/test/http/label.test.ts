import { describe, expect, it } from "vitest";
import { path } from "../../src/index.js";
import { testClient } from "../support/client.js";

describe("HttpClient.label", () => {
  const client = testClient("https://cloud.example.com/base/");

  it("shows the request below the base URL", () => {
    expect(client.label({ method: "GET", path: path`users/${7}` })).toBe(
      "GET https://cloud.example.com/base/users/7",
    );
  });

  it("shows an absolute target by its origin and the path's safe form", () => {
    const target = new URL("https://storage.example.com/bucket/key?sig=hidden");
    const label = "GET https://storage.example.com/storage";
    expect(client.label({ method: "GET", path: path`storage`, target })).toBe(label);
    expect(client.label({ method: "GET", path: path`/storage`, target })).toBe(label);
  });
});
