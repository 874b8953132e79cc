import type { NextcloudClient, User } from "@platformq/nextcloud";
import type { RequestOptions } from "@platformq/resilience";
import { orMissing } from "./missing.js";
import { isSameName } from "./same-name.js";

/** Finds somebody in Nextcloud by login, or else by address. The search takes parts of one; only the whole counts. */
export async function findNextcloudUser(
  { users }: NextcloudClient,
  { login, email }: { readonly login: string; readonly email?: string | undefined },
  options?: RequestOptions,
): Promise<User | undefined> {
  // The answer has the id as the server writes it.
  const found = await orMissing(users.get(login, options));
  if (found !== undefined || email === undefined) return found;
  for await (const user of await users.list({ search: email }, options)) {
    if (isSameName(user.email, email)) return user;
  }
  return undefined;
}
