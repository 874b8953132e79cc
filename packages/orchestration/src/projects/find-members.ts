import type { Principal } from "@platformq/openproject";
import { ForbiddenError, type Page } from "@platformq/resilience";
import type { User as ZulipUser } from "@platformq/zulip";
import type { Clients, PlatformName } from "../clients.js";
import { findNextcloudUser } from "../find-nextcloud-user.js";
import { Remembered } from "../remembered.js";
import { isSameName } from "../same-name.js";
import { MemberNotFoundError } from "./errors.js";

/** What the platforms know people by. */
export interface Person {
  readonly login: string;
  readonly email: string;
}

/** Finds people on each platform, each once. Ids are never guessed. */
export class MemberFinder {
  /** All of them: before Zulip 10 nobody can be looked for by the real address. */
  readonly #zulipUsers: Remembered<readonly ZulipUser[]>;
  readonly #zulipAccount: Remembered<number>;
  readonly #nextcloudIds: Known<string> = new Map();
  readonly #openprojectIds: Known<number> = new Map();
  readonly #zulipIds: Known<number> = new Map();

  constructor(private readonly clients: Clients) {
    this.#zulipAccount = new Remembered(async () => (await clients.zulip.users.me()).user_id);
    this.#zulipUsers = new Remembered(async () => (await clients.zulip.users.list()).items);
  }

  /** The account that creates the channel and writes in it. */
  async zulipAccount(): Promise<number> {
    return this.#zulipAccount.get();
  }

  /** The user id in Nextcloud. @throws MemberNotFoundError */
  async nextcloud(person: Person): Promise<string> {
    return once("nextcloud", person, this.#nextcloudIds, async () => {
      return (await findNextcloudUser(this.clients.nextcloud, person))?.id;
    });
  }

  /** The user id in OpenProject. @throws MemberNotFoundError */
  async openproject(person: Person): Promise<number> {
    const { login, email } = person;
    return once("openproject", person, this.#openprojectIds, async () => {
      for (const text of [login, email]) {
        for await (const user of await this.#openprojectUsers(text)) {
          if (isSameName(user.login, login) || isSameName(user.email, email)) return user.id;
        }
      }
      return undefined;
    });
  }

  /** The user id in Zulip. The address its API shows may not be the real one. @throws MemberNotFoundError */
  async zulip(person: Person): Promise<number> {
    return once("zulip", person, this.#zulipIds, async () => {
      const users = (await this.#zulipUsers.get()).filter((user) => user.is_active !== false && !user.is_bot);
      const user =
        users.find(({ delivery_email }) => isSameName(delivery_email, person.email)) ??
        users.find(({ email }) => isSameName(email, person.email));
      return user?.user_id;
    });
  }

  /** The people behind ids of Zulip; bots are none. */
  async zulipPeople(ids: readonly number[]): Promise<Person[]> {
    const wanted = new Set(ids);
    return (await this.#zulipUsers.get()).flatMap(({ user_id, is_bot, delivery_email, email }) => {
      const address = delivery_email ?? email;
      return wanted.has(user_id) && !is_bot ? [{ login: address, email: address }] : [];
    });
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

type Known<Id> = Map<string, Remembered<Id | undefined>>;

async function once<Id>(
  platform: PlatformName,
  person: Person,
  known: Known<Id>,
  find: () => Promise<Id | undefined>,
): Promise<Id> {
  const key = `${person.login} ${person.email}`.toLowerCase();
  const remembered = known.get(key) ?? new Remembered(find);
  known.set(key, remembered);
  const id = await remembered.get();
  if (id === undefined) throw new MemberNotFoundError(platform, person);
  return id;
}
