import { describe, expect, it } from "vitest";
import { ClientHeaders } from "../../src/http/client-headers.js";

const json = "application/json";

describe("the headers of a client's requests", () => {
  it("are those of the client, of what is accepted, of the body and of the account", () => {
    const headers = new ClientHeaders("Tester/1", { "x-own": "1" });
    expect(headers.for(json, "text/plain", "Basic a")).toEqual({
      "user-agent": expect.stringMatching(/^Tester\/1 PlatformQ\//),
      "x-own": "1",
      accept: json,
      "accept-encoding": expect.stringContaining("gzip"),
      "content-type": "text/plain",
      authorization: "Basic a",
    });
    expect(Object.keys(headers.for(undefined, undefined, undefined))).toEqual(["user-agent", "x-own"]);
  });

  it("are of each request alone: what is added to one is in no other", () => {
    const headers = new ClientHeaders(undefined, {});
    Object.assign(headers.for(json, undefined, "Basic a"), { range: "bytes=1-" });
    expect(headers.for(json, undefined, "Basic a")).not.toHaveProperty("range");
  });

  it("follow the credential when it changes, and go without one", () => {
    const headers = new ClientHeaders(undefined, {});
    const sent = ["Basic a", "Basic b", undefined, "Basic b"];
    expect(sent.map((value) => headers.for(json, undefined, value).authorization)).toEqual(sent);
  });

  it("are right for any number of types, of which only so many are remembered", () => {
    const headers = new ClientHeaders(undefined, {});
    const types = Array.from({ length: 500 }, (_, index) => `text/x-${index}`);
    for (const type of [...types, ...types]) {
      expect(headers.for(json, type, undefined)["content-type"]).toBe(type);
    }
  });
});
