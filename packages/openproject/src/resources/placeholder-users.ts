import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { byId, type ListParams } from "../hal/list-params.js";
import { PlaceholderUser } from "../schemas/principal.js";
import type { OpenProjectTransport } from "../transport.js";

/** Stand-ins for people who are not known yet. @see https://www.openproject.org/docs/api/endpoints/placeholder-users/ */
export class PlaceholderUsersResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the placeholders this account may see. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<PlaceholderUser>> {
    return this.transport.list(path`placeholder_users`, byId(params), PlaceholderUser, options);
  }

  /** Gets a placeholder. @throws NotFoundError */
  async get(placeholderUserId: number, options?: RequestOptions): Promise<PlaceholderUser> {
    return this.transport.get(path`placeholder_users/${placeholderUserId}`, {}, PlaceholderUser, options);
  }

  /** Creates a placeholder. @throws ForbiddenError without an enterprise token. */
  async create(params: { name: string }, options?: RequestOptions): Promise<PlaceholderUser> {
    return this.transport.post(path`placeholder_users`, params, PlaceholderUser, options);
  }

  /** Renames a placeholder. @throws ValidationError, ForbiddenError */
  async update(
    placeholderUserId: number,
    params: { name: string },
    options?: RequestOptions,
  ): Promise<PlaceholderUser> {
    const where = path`placeholder_users/${placeholderUserId}`;
    return this.transport.change(where, params, PlaceholderUser, options);
  }

  /** Deletes a placeholder; the server takes its time over that. */
  async delete(placeholderUserId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`placeholder_users/${placeholderUserId}`, options);
  }
}
