import type { Group, OpenProjectClient, User } from "@platformq/openproject";
import { NotFoundError, type RequestOptions, UnprocessableEntityError } from "@platformq/resilience";
import { ensure } from "../ensure.js";
import type { GroupJoins } from "./group-joins.js";

/** Finds OpenProject's groups by their names, and puts users into them. */
export class OpenProjectGroups {
  readonly #ids = new Map<string, Promise<number>>();

  constructor(
    private readonly openproject: OpenProjectClient,
    private readonly joins: GroupJoins,
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
    await this.joins.join(await this.#idOf(name, options), userId, options.signal);
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
      if (this.createsGroups) return this.#create(name, find, options);
      throw new NotFoundError(`OpenProject has no group ${JSON.stringify(name)}`, "GROUP_NOT_FOUND", {
        service: "openproject",
        status: 404,
      });
    });
    return value.id;
  }

  async #create(
    name: string,
    find: () => Promise<Group | undefined>,
    options: RequestOptions,
  ): Promise<Group> {
    try {
      return await this.openproject.groups.create({ name }, options);
    } catch (error) {
      // A name that is taken is one value among others that the server does not like.
      const other = error instanceof UnprocessableEntityError ? await find() : undefined;
      if (other === undefined) throw error;
      return other;
    }
  }

  async #find(name: string, options: RequestOptions): Promise<Group | undefined> {
    for await (const group of await this.openproject.groups.list({}, options)) {
      if (group.name === name) return group;
    }
    return undefined;
  }
}
