import type { NextcloudClient } from "@platformq/nextcloud";
import type { Clock } from "@platformq/resilience";
import { type Channel, mention, type User, type UserGroup } from "@platformq/zulip";
import { findNextcloudUser } from "../find-nextcloud-user.js";
import { isSameName } from "../same-name.js";
import type { NotificationClients } from "./clients.js";
import { RecipientNotFoundError } from "./errors.js";
import type { Mention, Part } from "./markup/markup.js";
import type { MentionWords } from "./markup/render-markdown.js";
import { Roster } from "./roster.js";

/** Finds those whom notifications name. Ids are never guessed: an address or a login has to be the very one. */
export class Directory {
  readonly #users: Roster<User>;
  readonly #groups: Roster<UserGroup>;
  readonly #channels: Roster<Channel>;
  /** Addresses of people who were named by their login. */
  readonly #emails = new Map<string, string>();

  constructor(
    private readonly clients: NotificationClients,
    clock: Clock,
  ) {
    const { users, userGroups, channels } = clients.zulip;
    this.#users = new Roster(async () => (await users.list()).items, clock);
    this.#groups = new Roster(async () => (await userGroups.list()).items, clock);
    this.#channels = new Roster(async () => (await channels.list()).items, clock);
  }

  /** Finds a user of Zulip's. @throws RecipientNotFoundError */
  async zulipUser(who: string): Promise<User> {
    const user = (await this.#byEmail(who)) ?? (await this.#byLogin(who));
    if (user === undefined) throw new RecipientNotFoundError("zulip", who);
    return user;
  }

  /** Finds the id of a user of Nextcloud's. @throws RecipientNotFoundError */
  async nextcloudId(nextcloud: NextcloudClient, who: string): Promise<string> {
    const user = await findNextcloudUser(nextcloud, {
      login: who,
      email: who.includes("@") ? who : undefined,
    });
    if (user === undefined) throw new RecipientNotFoundError("nextcloud", who);
    return user.id;
  }

  /** The e-mail addresses of a group's members, those of its subgroups too. @throws RecipientNotFoundError */
  async members(name: string): Promise<string[]> {
    const group = await this.#groups.find(isNamed(name));
    if (group === undefined) throw new RecipientNotFoundError("zulip", name);
    const ids = await this.clients.zulip.userGroups.members(group.id);
    const users = await Promise.all(ids.map((id) => this.#users.find(({ user_id }) => user_id === id)));
    return users
      .filter((user) => user !== undefined)
      .filter(isPerson)
      .map(({ delivery_email, email }) => delivery_email ?? email);
  }

  /** Looks up what a message mentions. */
  async mentions(parts: readonly Part[]): Promise<MentionWords> {
    const words = new Map<string, string>();
    for (const part of mentionsIn(parts)) {
      const key = keyOf(part);
      const word = words.get(key) ?? (await this.#word(part));
      if (word !== undefined) words.set(key, word);
    }
    return (part) => words.get(keyOf(part));
  }

  async #word({ kind, name }: Mention): Promise<string | undefined> {
    if (kind === "channel") {
      const channel = await this.#channels.find(isNamed(name));
      return channel && mention.channel(channel);
    }
    if (kind === "group" || kind === "silentGroup") {
      const group = await this.#groups.find(isNamed(name));
      return group && mention[kind](group);
    }
    const user = (await this.#byEmail(name)) ?? (await this.#byLogin(name));
    return user && mention[kind](user);
  }

  /** The address that Zulip's API shows may not be the real one. */
  async #byEmail(email: string): Promise<User | undefined> {
    if (!email.includes("@")) return undefined;
    const matches = (user: User): boolean =>
      isSameName(user.delivery_email, email) || isSameName(user.email, email);
    return this.#users.find((user) => isPerson(user) && matches(user));
  }

  /** Zulip has no logins: Nextcloud tells whose address it is. */
  async #byLogin(login: string): Promise<User | undefined> {
    const { nextcloud } = this.clients;
    if (nextcloud === undefined) return undefined;
    const known = await this.#byEmail(this.#emails.get(login) ?? "");
    if (known !== undefined) return known;
    const email = (await findNextcloudUser(nextcloud, { login }))?.email ?? "";
    this.#emails.set(login, email);
    return this.#byEmail(email);
  }
}

function isPerson({ is_active, is_bot }: User): boolean {
  return is_active !== false && !is_bot;
}

function isNamed(
  name: string,
): (item: { readonly name: string; deactivated?: boolean | undefined }) => boolean {
  return (item) => isSameName(item.name, name) && item.deactivated !== true;
}

function keyOf({ kind, name }: Mention): string {
  return `${kind} ${name}`;
}

function mentionsIn(parts: readonly Part[]): Mention[] {
  return parts.flatMap((part) => {
    if (part.kind === "list") return part.items.flatMap(mentionsIn);
    return "name" in part ? [part] : [];
  });
}
