import { ConfigurationError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { sourceAddressCheck } from "../../src/verification/source-addresses.js";

const forwarded = (value?: string) => (name: string) => (name === "x-forwarded-for" ? value : undefined);

describe("the list of allowed addresses", () => {
  const isAllowed = sourceAddressCheck({ allow: ["192.0.2.0/24", "2001:db8::/32", "198.51.100.7"] });

  it.each([
    ["192.0.2.77", true],
    ["::ffff:192.0.2.77", true],
    ["198.51.100.7", true],
    ["2001:db8::5", true],
    ["198.51.100.8", false],
    ["2001:db9::5", false],
    ["nonsense", false],
    [undefined, false],
  ])("says of %s: %s", (address, expected) => {
    expect(isAllowed(address, forwarded())).toBe(expected);
  });

  it("does not believe X-Forwarded-For of somebody who is no proxy", () => {
    expect(isAllowed("203.0.113.9", forwarded("192.0.2.77"))).toBe(false);
  });

  it("believes what trusted proxies wrote, and not what stood there before", () => {
    const behindProxies = sourceAddressCheck({
      allow: ["192.0.2.0/24"],
      trustedProxies: ["10.0.0.0/8", "::1"],
    });
    expect(behindProxies("10.0.0.1", forwarded("192.0.2.77"))).toBe(true);
    expect(behindProxies("::1", forwarded("192.0.2.77, 10.1.1.1"))).toBe(true);
    // The sender wrote an allowed address; the proxy added the real one.
    expect(behindProxies("10.0.0.1", forwarded("192.0.2.77, 203.0.113.9"))).toBe(false);
    expect(behindProxies("10.0.0.1", forwarded())).toBe(false);
    expect(behindProxies("10.0.0.1", forwarded("192.0.2.77, "))).toBe(false);
  });

  it.each(["192.0.2.0/33", "example.com", "192.0.2.0/x", "2001:db8::/129", ""])(
    "does not take %j",
    (network) => {
      expect(() => sourceAddressCheck({ allow: [network] })).toThrow(ConfigurationError);
    },
  );
});
