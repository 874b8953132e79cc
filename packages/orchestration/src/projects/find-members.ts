import type { Principal } from "@platformq/openproject";
import { ForbiddenError, NotFoundError, type Page } from "@platformq/resilience";
import type { User as ZulipUser } from "@platformq/zulip";
import type { Clients } from "../clients.js";
import { Remembered } from "../remembered.js";
import { MemberNotFoundError } from "./errors.js";
import type { MemberSpec } from "./project-spec.js";

const same = (one: string | null | undefined, other: string): boolean =>
  one?.toLowerCase() === other.toLowerCase();

/** Finds people on each platform by what they are known by there. Ids are never guessed. */
export class MemberFinder {
  readonly #zulipUsers: Remembered<readonly ZulipUser[]>;

  readonly #nextcloudOwner: Remembered<{ readonly id: string }>;

  constructor(private readonly clients: Clients) {
    this.#nextcloudOwner = new Remembered(() => clients.nextcloud.users.current());
    this.#zulipUsers = new Remembered(async () => (await clients.zulip.users.list()).items);
  }

  /** The user id this client signs in with: the owner of what it creates in Nextcloud. */
  async nextcloudOwner(): Promise<string> {
    return (await this.#nextcloudOwner.get()).id;
  }

  /** The user id in Nextcloud. @throws MemberNotFoundError */
  async nextcloud(member: MemberSpec): Promise<string> {
    const { users } = this.clients.nextcloud;
    try {
      // Ids are looked up without regard to case; the answer has the true one.
      return (await users.get(member.login)).id;
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
    // The search takes parts of names and addresses: only the very address counts.
    for (const user of (await users.list({ search: member.email })).items) {
      if (same(user.email, member.email)) return user.id;
    }
    throw new MemberNotFoundError("nextcloud", member);
  }

  /** The user id in OpenProject. @throws MemberNotFoundError */
  async openproject(member: MemberSpec): Promise<number> {
    const { login, email } = member;
    for (const text of [login, email]) {
      for (const user of (await this.#openprojectUsers(text)).items) {
        if (same(user.login, login) || same(user.email, email)) return user.id;
      }
    }
    throw new MemberNotFoundError("openproject", member);
  }

  /** The user id in Zulip. The address its API shows may not be the real one. @throws MemberNotFoundError */
  async zulip(member: MemberSpec): Promise<number> {
    const users = (await this.#zulipUsers.get()).filter((user) => user.is_active !== false && !user.is_bot);
    const user =
      users.find(({ delivery_email }) => same(delivery_email, member.email)) ??
      users.find(({ email }) => same(email, member.email));
    if (user === undefined) throw new MemberNotFoundError("zulip", member);
    return user.user_id;
  }

  async #openprojectUsers(text: string): Promise<Page<Principal>> {
    const { users, principals } = this.clients.openproject;
    try {
      return await users.list({ filters: [{ name: { operator: "~", values: [text] } }] });
    } catch (error) {
      if (!(error instanceof ForbiddenError)) throw error;
      // Who does not manage users may still see those he works with.
      return principals.list({ filters: [{ any_name_attribute: { operator: "~", values: [text] } }] });
    }
  }
}
