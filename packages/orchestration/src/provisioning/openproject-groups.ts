import { type Group, linkId, type OpenProjectClient, type User } from "@platformq/openproject";
import { NotFoundError, type RequestOptions } from "@platformq/resilience";
import { ensure } from "../ensure.js";

/**
 * Puts users into OpenProject's groups. The server takes the whole list of a group's members or nothing, so changes to
 * one group wait for each other, and those that wait go together.
 */
export class GroupJoins {
  readonly #ids = new Map<string, Promise<number>>();
  readonly #waiting = new Map<number, Set<number>>();
  readonly #running = new Map<number, Promise<void>>();

  constructor(
    private readonly openproject: OpenProjectClient,
    private readonly createsGroups: boolean,
  ) {}

  /** Refuses groups that do not exist and are not to be created. @throws NotFoundError */
  async check(names: readonly string[], options: RequestOptions): Promise<void> {
    if (this.createsGroups) return;
    for (const name of names) await this.#idOf(name, options);
  }

  /** Tells whether a user is in a group; nobody is in one that does not exist. */
  async isMember(name: string, { id, login = "" }: User, options: RequestOptions): Promise<boolean> {
    const group = await this.#find(name, options);
    if (group === undefined) return false;
    const filters = [
      { group: { operator: "=", values: [group.id] } },
      { name: { operator: "~", values: [login] } },
    ] as const;
    for await (const user of await this.openproject.users.list({ filters }, options)) {
      if (user.id === id) return true;
    }
    return false;
  }

  /** Adds a user to a group. @throws NotFoundError for a group that does not exist and is not to be created. */
  async join(name: string, userId: number, options: RequestOptions): Promise<void> {
    const groupId = await this.#idOf(name, options);
    const waiting = this.#waiting.get(groupId) ?? new Set();
    waiting.add(userId);
    this.#waiting.set(groupId, waiting);
    await this.#running.get(groupId)?.catch(() => {});
    // Somebody who waited too may have started the next change, with this user in it.
    if (!this.#waiting.get(groupId)?.has(userId)) return this.#running.get(groupId);
    const change = this.#change(groupId, options).finally(() => {
      if (this.#running.get(groupId) === change) this.#running.delete(groupId);
    });
    this.#running.set(groupId, change);
    return change;
  }

  async #change(groupId: number, options: RequestOptions): Promise<void> {
    const joining = this.#waiting.get(groupId) ?? new Set();
    this.#waiting.delete(groupId);
    const members = membersOf(await this.openproject.groups.get(groupId, options));
    const wanted = new Set([...members, ...joining]);
    if (wanted.size > members.length) {
      await this.openproject.groups.update(groupId, { members: [...wanted] }, options);
    }
  }

  async #idOf(name: string, options: RequestOptions): Promise<number> {
    const known = this.#ids.get(name) ?? this.#look(name, options);
    this.#ids.set(name, known);
    // What failed is tried again for the next user.
    known.catch(() => this.#ids.delete(name));
    return known;
  }

  async #look(name: string, options: RequestOptions): Promise<number> {
    const find = (): Promise<Group | undefined> => this.#find(name, options);
    const { value } = await ensure(find, async () => {
      if (this.createsGroups) return this.openproject.groups.create({ name }, options);
      throw new NotFoundError(`OpenProject has no group ${JSON.stringify(name)}`, "GROUP_NOT_FOUND", {
        service: "openproject",
        status: 404,
      });
    });
    return value.id;
  }

  async #find(name: string, options: RequestOptions): Promise<Group | undefined> {
    for await (const group of await this.openproject.groups.list({}, options)) {
      if (group.name === name) return group;
    }
    return undefined;
  }
}

function membersOf({ _links }: Group): number[] {
  return (_links.members ?? []).flatMap((link) => linkId(link) ?? []);
}
