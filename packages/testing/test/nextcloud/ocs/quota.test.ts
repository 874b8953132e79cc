import { expect, it } from "vitest";
import { parseQuota } from "../../../src/nextcloud/ocs/quota.js";

it.each([
  ["5 GB", 5 * 1024 ** 3],
  ["5GB", 5 * 1024 ** 3],
  ["1.5GB", 1.5 * 1024 ** 3],
  ["1073741824", 1024 ** 3],
  ["0", 0],
  ["none", null],
  ["default", null],
])("reads %s", (text, bytes) => {
  expect(parseQuota(text)).toBe(bytes);
});

it.each([
  ["", 101],
  ["bogus", 101],
  ["5 XB", 101],
  ["-1", 996],
])("refuses '%s' with %i", (text, statuscode) => {
  expect(() => parseQuota(text)).toThrow(expect.objectContaining({ statuscode }));
});
