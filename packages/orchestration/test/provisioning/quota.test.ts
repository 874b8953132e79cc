import { describe, expect, it } from "vitest";
import { quotaBytes } from "../../src/provisioning/quota.js";

describe("quotaBytes", () => {
  it.each([
    ["5GB", 5 * 1024 ** 3],
    ["5 gb", 5 * 1024 ** 3],
    ["1.5 TB", 1.5 * 1024 ** 4],
    ["1048576", 1_048_576],
    ["0", 0],
    ["none", -3],
    ["default", undefined],
  ])("reads %s as the server does", (text, bytes) => {
    expect(quotaBytes(text)).toBe(bytes);
  });
});
