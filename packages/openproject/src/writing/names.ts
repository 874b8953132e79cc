import { InvalidInputError, isPlatformError, type Path, path } from "@platformq/resilience";
import type { z } from "zod";
import type { Filter } from "../hal/filters.js";
import { isReference, type LinkRef, toLink } from "../hal/link.js";
import { Named } from "../schemas/named.js";
import { Principal, User } from "../schemas/principal.js";
import { Project } from "../schemas/project.js";
import type { OpenProjectTransport } from "../transport.js";
import { ShortMemory } from "./short-memory.js";

/** What to write for a link: `undefined` leaves it as it is. */
export type WritableLink = { href: string | null } | undefined;

type Ref = LinkRef | null | undefined;

/**
 * Finds the links for names. Ids, hrefs and links cost nothing; lists that hardly change are remembered for a minute.
 *
 * @throws InvalidInputError for a name that nobody or more than one has, telling which there are.
 */
export class Names {
  readonly #lists: ShortMemory<readonly Named[]>;

  constructor(private readonly transport: OpenProjectTransport) {
    this.#lists = new ShortMemory(transport.http.clock);
  }

  async type(ref: Ref, projectId: number | undefined): Promise<WritableLink> {
    const list = projectId === undefined ? path`types` : path`projects/${projectId}/types`;
    return this.#inList("type", "types", list, ref);
  }

  async status(ref: Ref): Promise<WritableLink> {
    return this.#inList("status", "statuses", path`statuses`, ref);
  }

  async priority(ref: Ref): Promise<WritableLink> {
    return this.#inList("priority", "priorities", path`priorities`, ref);
  }

  async role(ref: Ref): Promise<WritableLink> {
    return this.#inList("role", "roles", path`roles`, ref);
  }

  async version(ref: Ref, projectId: number | undefined): Promise<WritableLink> {
    const list = projectId === undefined ? path`versions` : path`projects/${projectId}/versions`;
    return this.#inList("version", "versions", list, ref);
  }

  /** Categories belong to a project, so that one is needed for a name. */
  async category(ref: Ref, projectId: number | undefined): Promise<WritableLink> {
    if (projectId === undefined) return Promise.resolve(toLink("categories", ref));
    return this.#inList("category", "categories", path`projects/${projectId}/categories`, ref);
  }

  /** A project, by identifier or name. */
  async project(ref: Ref): Promise<WritableLink> {
    if (isReference(ref)) return toLink("projects", ref);
    const named = await this.#found(path`projects/${ref}`, Project);
    if (named) return toLink("projects", named.id);
    const filters = [{ name_and_identifier: { operator: "=", values: [ref] } }];
    const { items } = await this.transport.list(path`projects`, { filters }, Project);
    return toLink("projects", this.#only("project", ref, items, ({ name }) => [name]).id);
  }

  /** A user, group or placeholder user, by login, e-mail address or name; `me` is oneself. */
  async principal(ref: Ref): Promise<WritableLink> {
    if (isReference(ref)) return toLink("users", ref);
    if (ref === "me") return this.#self(await this.transport.get(path`users/me`, {}, User));
    const filters: Filter[] = [{ any_name_attribute: { operator: "~", values: [ref] } }];
    const principals = await this.transport.list(path`principals`, { filters }, Principal);
    const names = ({ name, login, email }: Principal) => [name, login, email];
    const all: Principal[] = [];
    for await (const principal of principals) all.push(principal);
    const exact = all.filter((principal) => names(principal).some((name) => isSame(name, ref)));
    if (exact.length === 0) {
      // Logins are hidden in lists from those who may not see them, and found all the same.
      const user = await this.#found(path`users/${ref}`, User);
      if (user) return this.#self(user);
    }
    return this.#self(this.#only("principal", ref, exact.length > 0 ? exact : all, names));
  }

  #self({ _links }: Principal): WritableLink {
    return { href: _links.self.href };
  }

  async #inList(what: string, collection: string, list: Path, ref: Ref): Promise<WritableLink> {
    if (isReference(ref)) return toLink(collection, ref);
    const read = async () => (await this.transport.list(list, {}, Named)).items;
    let items = await this.#lists.get(list.wire, read);
    // It may have been made since the list was read.
    if (!items.some(({ name }) => isSame(name, ref))) items = await this.#lists.renew(list.wire, read);
    return toLink(collection, this.#only(what, ref, items, ({ name }) => [name]).id);
  }

  async #found<T>(where: Path, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      return await this.transport.get(where, {}, schema);
    } catch (error) {
      if (isPlatformError(error) && "status" in error && error.status === 404) return undefined;
      throw error;
    }
  }

  #only<T extends { readonly id: number; readonly name: string }>(
    what: string,
    ref: string,
    candidates: readonly T[],
    names: (candidate: T) => readonly (string | null | undefined)[],
  ): T {
    const [found, ...others] = candidates.filter((candidate) =>
      names(candidate).some((name) => isSame(name, ref)),
    );
    if (found !== undefined && others.length === 0) return found;
    const known = candidates.map(({ id, name }) => `${name} (${id})`).join(", ") || "none";
    const why = found === undefined ? `No ${what} is called` : `More than one ${what} is called`;
    throw new InvalidInputError(`${why} ${JSON.stringify(ref)}; there are: ${known}`, {
      service: "openproject",
    });
  }
}

function isSame(name: string | null | undefined, wanted: string): boolean {
  return name?.toLowerCase() === wanted.toLowerCase();
}
