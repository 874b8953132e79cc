import { expect, expectTypeOf, test } from "vitest";
import type { NextcloudClient, Share, ShareTypeName, SinglePermission } from "../../src/index.js";
import { ShareType } from "../../src/index.js";
import { shareTypeName } from "../../src/schemas/share-type.js";

// Compiled, never called.
export function read({ shares }: NextcloudClient, share: Share): void {
  expectTypeOf(share.shareType).toEqualTypeOf<ShareTypeName | number>();
  expectTypeOf(share.permissions).toEqualTypeOf<SinglePermission[]>();
  void (share.shareType === "link");
  // @ts-expect-error There is no such kind of share.
  void (share.shareType === "links");
  // What is read can be written again.
  const { path, shareType, permissions } = share;
  void shares.create({ path: path ?? "", shareType, permissions });
}

test("every kind of share has its name", () => {
  expect(Object.values(ShareType).map(shareTypeName)).toEqual(Object.keys(ShareType));
  expect(shareTypeName(99)).toBe(99);
});
