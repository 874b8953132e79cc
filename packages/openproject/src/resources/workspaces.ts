import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { byId, type ListParams } from "../hal/list-params.js";
import { ResourceSchema } from "../hal/schema.js";
import { Principal } from "../schemas/principal.js";
import { Project } from "../schemas/project.js";
import type { OpenProjectTransport } from "../transport.js";

/** Projects, portfolios and programs in one list; since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/workspaces/ */
export class WorkspacesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists them; `_type` tells which is which. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Project>> {
    return this.transport.list(path`workspaces`, byId(params), Project, options);
  }

  /** Gets what may be written to them. */
  async schema(options?: RequestOptions): Promise<ResourceSchema> {
    return this.transport.get(path`workspaces/schema`, {}, ResourceSchema, options);
  }

  /** Lists who may be assigned in one. */
  async availableAssignees(
    workspaceId: number | string,
    options?: RequestOptions,
  ): Promise<Collection<Principal>> {
    return this.transport.list(path`workspaces/${workspaceId}/available_assignees`, {}, Principal, options);
  }

  /** Marks one as a favourite of this account's. */
  async favorite(workspaceId: number | string, options?: RequestOptions): Promise<void> {
    return this.transport.command("POST", path`workspaces/${workspaceId}/favorite`, {}, options);
  }

  /** Takes one from the favourites. */
  async unfavorite(workspaceId: number | string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`workspaces/${workspaceId}/favorite`, options);
  }
}
