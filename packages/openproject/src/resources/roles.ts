import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { ListParams } from "../hal/list-params.js";
import { Role } from "../schemas/role.js";
import type { OpenProjectTransport } from "../transport.js";

/** Roles. @see https://www.openproject.org/docs/api/endpoints/roles/ */
export class RolesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists roles, all at once. The filter `{ grantable: { operator: "=", values: [true] } }` leaves out the built-in ones. */
  async list(params: Pick<ListParams, "filters"> = {}, options?: RequestOptions): Promise<Collection<Role>> {
    return this.transport.list(path`roles`, params, Role, options);
  }

  /** Gets a role. @throws NotFoundError */
  async get(roleId: number, options?: RequestOptions): Promise<Role> {
    return this.transport.get(path`roles/${roleId}`, {}, Role, options);
  }
}
