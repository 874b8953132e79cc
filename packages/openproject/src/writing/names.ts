import { InvalidInputError, NotFoundError, openObject, type Path, path } from "@platformq/resilience";
import { z } from "zod";
import type { Filter } from "../hal/filters.js";
import { isReference, Link, type LinkRef, toLink } from "../hal/link.js";
import { Named } from "../schemas/named.js";
import { Principal, User } from "../schemas/principal.js";
import { Project } from "../schemas/project.js";
import type { OpenProjectTransport } from "../transport.js";
import { ShortMemory } from "./short-memory.js";
import type { WholeCall } from "./whole-call.js";

/** What to write for a link: `undefined` leaves it as it is. */
export type WritableLink = { href: string | null } | undefined;

type Ref = LinkRef | null | undefined;

/** What a custom field may be set to: a version has a `name`, an item of a hierarchy a `label`. */
const Choice = openObject({
  id: z.number(),
  name: z.string().nullish(),
  label: z.string().nullish(),
  _links: openObject({ self: Link }),
});

/**
 * Finds the links for names. Ids, hrefs and links cost nothing; lists that hardly change are remembered for a minute.
 * Digits in a string are a name first, and an id if nothing is so called.
 *
 * @throws InvalidInputError for a name that nobody or more than one has, telling which there are, or how to find that.
 */
export class Names {
  readonly #lists: ShortMemory<readonly Named[]>;

  constructor(private readonly transport: OpenProjectTransport) {
    this.#lists = new ShortMemory(transport.http.clock);
  }

  async type(ref: Ref, projectId: number | undefined, call: WholeCall): Promise<WritableLink> {
    const list = projectId === undefined ? path`types` : path`projects/${projectId}/types`;
    return this.#inList("type", "types", list, ref, call);
  }

  async status(ref: Ref, call: WholeCall): Promise<WritableLink> {
    return this.#inList("status", "statuses", path`statuses`, ref, call);
  }

  async priority(ref: Ref, call: WholeCall): Promise<WritableLink> {
    return this.#inList("priority", "priorities", path`priorities`, ref, call);
  }

  async role(ref: Ref, call: WholeCall): Promise<WritableLink> {
    return this.#inList("role", "roles", path`roles`, ref, call);
  }

  async version(ref: Ref, projectId: number | undefined, call: WholeCall): Promise<WritableLink> {
    const list = projectId === undefined ? path`versions` : path`projects/${projectId}/versions`;
    return this.#inList("version", "versions", list, ref, call);
  }

  /** Categories belong to a project, so that one is needed for a name. */
  async category(ref: Ref, projectId: number | undefined, call: WholeCall): Promise<WritableLink> {
    if (projectId !== undefined) {
      return this.#inList("category", "categories", path`projects/${projectId}/categories`, ref, call);
    }
    if (isReference(ref) || isNumber(ref)) return toLink("categories", ref);
    throw new InvalidInputError(`The category ${JSON.stringify(ref)} can only be looked up in a project`, {
      service: "openproject",
    });
  }

  /** A sprint of a project, or of all this account may see. */
  async sprint(ref: Ref, projectId: number | undefined, call: WholeCall): Promise<WritableLink> {
    const list = projectId === undefined ? path`sprints` : path`projects/${projectId}/sprints`;
    return this.#inList("sprint", "sprints", list, ref, call);
  }

  /** A project, by identifier or name. */
  async project(ref: Ref, call: WholeCall): Promise<WritableLink> {
    if (isReference(ref)) return toLink("projects", ref);
    // No identifier is all digits: the path would find an id, and a name comes first.
    const identified = isNumber(ref) ? undefined : await this.#found(path`projects/${ref}`, Project, call);
    if (identified) return toLink("projects", identified.id);
    const filters = [{ name_and_identifier: { operator: "=", values: [ref] } }];
    const { items } = await this.transport.list(path`projects`, { filters }, Project, call);
    if (items.length === 0 && isNumber(ref)) return toLink("projects", ref);
    const found = items.filter(({ name, identifier }) => isSame(name, ref) || isSame(identifier, ref));
    const otherwise = "projects.list() tells which there are";
    return toLink("projects", only("project this account may see", ref, found, otherwise).id);
  }

  /** A user, group or placeholder user, by login, e-mail address or name; `me` is oneself. */
  async principal(ref: Ref, call: WholeCall): Promise<WritableLink> {
    if (isReference(ref)) return toLink("users", ref);
    if (ref === "me") return self(await this.transport.get(path`users/me`, {}, User, call));
    const filters: Filter[] = [{ any_name_attribute: { operator: "~", values: [ref] } }];
    const all = await allOf(await this.transport.list(path`principals`, { filters }, Principal, call));
    const exact = all.filter((principal) => {
      return [principal.name, principal.login, principal.email].some((name) => isSame(name, ref));
    });
    if (exact.length === 0) {
      if (isNumber(ref)) return toLink("users", ref);
      // Logins are hidden in lists from those who may not see them, and found all the same.
      const user = await this.#found(path`users/${ref}`, User, call);
      if (user) return self(user);
    }
    // The search also finds parts of names, and by what is hidden from this account.
    const otherwise = all.length > 0 ? `similar are: ${listed(all)}` : "principals.list() tells who there is";
    return self(only("user or group this account may see", ref, exact, otherwise));
  }

  /** One of what a schema's link lists as allowed. @param collection Where it lives, for an id. */
  async allowed(
    what: string,
    collection: string,
    href: string,
    ref: LinkRef,
    call: WholeCall,
  ): Promise<WritableLink> {
    if (isReference(ref)) return toLink(collection, ref);
    const target = this.transport.resolve(href);
    const read = async (): Promise<Named[]> => {
      const request = { method: "GET", path: path`allowed_values`, target } as const;
      const choices = await allOf(await this.transport.collection(request, Choice));
      return choices.flatMap(({ id, name, label, _links }) => {
        // The root of a hierarchy has no label, and is nothing to choose.
        const called = name ?? label;
        return called ? [{ id, name: called, _links }] : [];
      });
    };
    return self(await this.#named(what, target.href, read, ref, call));
  }

  async #inList(
    what: string,
    collection: string,
    list: Path,
    ref: Ref,
    call: WholeCall,
  ): Promise<WritableLink> {
    if (isReference(ref)) return toLink(collection, ref);
    const read = async () => allOf(await this.transport.list(list, {}, Named));
    return toLink(collection, (await this.#named(what, list.wire, read, ref, call)).id);
  }

  /** Looks in a list. Reading it has no part in the call's end, because others may wait for the same list. */
  async #named(
    what: string,
    key: string,
    read: () => Promise<readonly Named[]>,
    ref: string,
    call: WholeCall,
  ): Promise<Named> {
    let items = await call.wait(this.#lists.get(key, read));
    const isNamed = ({ name }: Named) => isSame(name, ref);
    // It may have been made since the list was read.
    if (!items.some(isNamed)) items = await call.wait(this.#lists.renew(key, read, items));
    const numbered = items.some(isNamed) ? undefined : items.find(({ id }) => String(id) === ref);
    return numbered ?? only(what, ref, items.filter(isNamed), `there are: ${listed(items)}`);
  }

  async #found<T>(where: Path, schema: z.ZodType<T>, call: WholeCall): Promise<T | undefined> {
    try {
      return await this.transport.get(where, {}, schema, call);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function self({ _links }: Pick<Principal | Named, "_links">): WritableLink {
  return { href: _links.self.href };
}

type Called = { readonly id: number; readonly name: string };

/** The only one there is. @param otherwise What to say beside that there is none. */
function only<T extends Called>(what: string, ref: string, found: readonly T[], otherwise: string): T {
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  const called = `${what} is called ${JSON.stringify(ref)}`;
  const text =
    first === undefined
      ? `No ${called}; ${otherwise}`
      : `More than one ${called}: ${listed(found)}; tell which by its id`;
  throw new InvalidInputError(text, { service: "openproject" });
}

/** A part of a name may be in thousands of others. */
const MOST_LISTED = 20;

function listed(all: readonly Called[]): string {
  const names = all.slice(0, MOST_LISTED).map(({ id, name }) => `${name} (${id})`);
  const more = all.length > names.length ? [`${all.length - names.length} more`] : [];
  return [...names, ...more].join(", ") || "none";
}

function isSame(name: string | null | undefined, wanted: string): boolean {
  return name?.toLowerCase() === wanted.toLowerCase();
}

function isNumber(ref: string): boolean {
  return /^\d+$/.test(ref);
}
