import type { Principal } from "@platformq/openproject";
import { ForbiddenError, type Page } from "@platformq/resilience";
import type { User as ZulipUser } from "@platformq/zulip";
import type { Clients, PlatformName } from "../clients.js";
import { orMissing } from "../missing.js";
import { Remembered } from "../remembered.js";
import { isSameName } from "../same-name.js";
import { LoginTakenError, MemberNotFoundError } from "./errors.js";

/** What the platforms know people by. */
export interface Person {
  readonly login: string;
  readonly email: string;
}

/** Somebody to be found: by the address, or by the login alone. */
type Wanted = Pick<Person, "login"> & { readonly email?: string | undefined };

/** How a platform tells who an account belongs to. */
interface Account<Id> {
  readonly id: Id;
  readonly emails: readonly (string | null | undefined)[];
}

/**
 * Finds people on each platform, each once. Ids are never guessed: an address tells who somebody is, and a login does
 * only where the account has no other address.
 */
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

  /** The user id in Nextcloud. @throws MemberNotFoundError, LoginTakenError */
  async nextcloud(person: Person): Promise<string> {
    const { users } = this.clients.nextcloud;
    return once("nextcloud", person, this.#nextcloudIds, async () => {
      const user = await orMissing(users.get(person.login));
      // The answer has the id as the server writes it.
      const byLogin = user && { id: user.id, emails: [user.email, ...user.additionalEmails] };
      return choose("nextcloud", person, byLogin, async (email) => {
        // The search takes parts of an address; only the whole counts.
        for await (const user of await users.list({ search: email })) {
          if (isSameName(user.email, email)) return user.id;
        }
        return undefined;
      });
    });
  }

  /** The user id in OpenProject. @throws MemberNotFoundError, LoginTakenError */
  async openproject(person: Wanted): Promise<number> {
    return once("openproject", person, this.#openprojectIds, async () => {
      const user = await this.#openprojectUser(person.login, ({ login }) => isSameName(login, person.login));
      const byLogin = user && { id: user.id, emails: [user.email] };
      return choose("openproject", person, byLogin, async (email) => {
        return (await this.#openprojectUser(email, (user) => isSameName(user.email, email)))?.id;
      });
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

  async #openprojectUser(
    text: string,
    isWanted: (user: Principal) => boolean,
  ): Promise<Principal | undefined> {
    for await (const user of await this.#openprojectUsers(text)) if (isWanted(user)) return user;
    return undefined;
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

/** The account of the address, else that of the login. @throws LoginTakenError when that one has another address. */
async function choose<Id>(
  platform: PlatformName,
  { login, email }: Wanted,
  byLogin: Account<Id> | undefined,
  findByAddress: (email: string) => Promise<Id | undefined>,
): Promise<Id | undefined> {
  if (email === undefined || byLogin?.emails.some((own) => isSameName(own, email))) return byLogin?.id;
  const id = await findByAddress(email);
  if (id !== undefined || byLogin === undefined) return id;
  // An account without an address says nothing against it.
  if (byLogin.emails.some(Boolean)) throw new LoginTakenError(platform, { login, email });
  return byLogin.id;
}

async function once<Id>(
  platform: PlatformName,
  person: Wanted,
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
