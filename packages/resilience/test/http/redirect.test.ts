import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { isRedirect, redirectTarget } from "../../src/http/redirect.js";
import { path, ResponseError } from "../../src/index.js";
import { Call } from "../../src/pipeline/call.js";
import { Sweeper } from "../../src/sweeper.js";

const clock = new ManualClock();
const call = new Call({ service: "test", clock, sweeper: new Sweeper(clock) }, "GET thing", {});
const get = { method: "GET", path: path`thing` };
const target = (
  location: string | undefined,
  from = "https://cloud.example.com/base/thing",
  hops = 0,
): string => {
  const answer = { status: 302, headers: { location } };
  return redirectTarget(answer, get, new URL(from), "GET label", hops, call).href;
};

describe("isRedirect", () => {
  it("knows the statuses that send a request on", () => {
    const redirects = [200, 300, 301, 302, 303, 304, 305, 307, 308, 400].filter((status) =>
      isRedirect(status, get),
    );
    expect(redirects).toEqual([301, 302, 303, 307, 308]);
  });

  it("leaves a redirect to who wants to see it", () => {
    expect(isRedirect(302, { ...get, redirect: "manual" })).toBe(false);
  });
});

describe("redirectTarget", () => {
  it("resolves a location against where the request went", () => {
    expect(target("/other?a=1")).toBe("https://cloud.example.com/other?a=1");
    expect(target("sibling")).toBe("https://cloud.example.com/base/sibling");
    expect(target("//files.example.com/x")).toBe("https://files.example.com/x");
  });

  it.each([
    [undefined, "without a usable location"],
    ["http://", "without a usable location"],
    ["http://cloud.example.com/thing", "from https to http"],
  ])("refuses %s: %s", (location, why) => {
    expect(() => target(location)).toThrow(ResponseError);
    expect(() => target(location)).toThrow(why);
  });

  it("keeps to the origin of a request that asks for it", () => {
    const from = new URL("http://cloud.example.com/thing");
    const keeping = { ...get, redirect: "same-origin" } as const;
    const to = (location: string): string =>
      redirectTarget({ status: 301, headers: { location } }, keeping, from, "GET label", 0, call).href;
    expect(to("/other")).toBe("http://cloud.example.com/other");
    expect(() => to("https://cloud.example.com/thing")).toThrow(
      "redirected to https://cloud.example.com; set baseUrl to where the server really is",
    );
  });

  it("allows http where the request was http, and five redirects at most", () => {
    const plain = "http://localhost:80/thing";
    expect(target("http://elsewhere/x", plain)).toBe("http://elsewhere/x");
    expect(target("/x", plain, 4)).toBe("http://localhost/x");
    expect(() => target("/x", plain, 5)).toThrow("more than 5 redirects");
  });
});
