import { expectTypeOf, test } from "vitest";
import type { Group, NextcloudClient, Quota, Share, User } from "../src/index.js";

// Compiled, never called.
export function misspelt(user: User, group: Group, share: Share): void {
  // @ts-expect-error It is displayName.
  void user.displayname;
  // @ts-expect-error It is displayName.
  void group.displayNme;
  // @ts-expect-error It is shareWith.
  void share.share_with;
}

export async function answers({ capabilities, webhooks }: NextcloudClient): Promise<void> {
  const { version } = await capabilities.get();
  // @ts-expect-error It is major.
  void version.mayor;
  for (const webhook of await webhooks.list()) {
    // @ts-expect-error It is httpMethod.
    void webhook.method;
  }
}

export function newer(user: User): void {
  if ("pronouns" in user) expectTypeOf(user.pronouns).toBeUnknown();
}

test("what is declared is typed", () => {
  expectTypeOf<User["displayName"]>().toBeString();
  expectTypeOf<User["lastLogin"]>().toEqualTypeOf<Date | null>();
  expectTypeOf<User["quota"]>().toEqualTypeOf<Quota | undefined>();
});
