import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type LinkRef, toLinks } from "../hal/link.js";
import { byId, type ListParams } from "../hal/list-params.js";
import { Group } from "../schemas/principal.js";
import type { OpenProjectTransport } from "../transport.js";

/** What to change of a group. */
export interface UpdateGroup {
  name?: string | undefined;
  /** All members from now on, by id or href: those left out are removed. */
  members?: readonly LinkRef[] | undefined;
}

/** Groups of users. @see https://www.openproject.org/docs/api/endpoints/groups/ */
export class GroupsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the groups this account may see. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Group>> {
    return this.transport.list(path`groups`, byId(params), Group, options);
  }

  /** Gets a group. @throws NotFoundError */
  async get(groupId: number, options?: RequestOptions): Promise<Group> {
    return this.transport.get(path`groups/${groupId}`, {}, Group, options);
  }

  /** Creates a group, which only administrators may. @throws ValidationError, ForbiddenError */
  async create(params: UpdateGroup & { name: string }, options?: RequestOptions): Promise<Group> {
    return this.transport.post(path`groups`, encodeGroup(params), Group, options);
  }

  /** Renames a group, or replaces its members. @throws ValidationError, ForbiddenError */
  async update(groupId: number, params: UpdateGroup, options?: RequestOptions): Promise<Group> {
    return this.transport.change(path`groups/${groupId}`, encodeGroup(params), Group, options);
  }

  /** Deletes a group; the server takes its time over that. */
  async delete(groupId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`groups/${groupId}`, options);
  }
}

function encodeGroup({ members, ...rest }: UpdateGroup): object {
  return { ...rest, _links: { members: toLinks("users", members) } };
}
