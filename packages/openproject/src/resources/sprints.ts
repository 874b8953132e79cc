import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { ListParams } from "../hal/list-params.js";
import { Sprint } from "../schemas/sprint.js";
import type { OpenProjectTransport } from "../transport.js";

/** Sprints; since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/sprints/ */
export class SprintsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the sprints this account may see. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Sprint>> {
    return this.transport.list(path`sprints`, params, Sprint, options);
  }

  /** Lists the sprints of a project. @throws NotFoundError */
  async listInProject(
    projectId: number | string,
    params: ListParams = {},
    options?: RequestOptions,
  ): Promise<Collection<Sprint>> {
    return this.transport.list(path`projects/${projectId}/sprints`, params, Sprint, options);
  }

  /** Gets a sprint. @throws NotFoundError */
  async get(sprintId: number, options?: RequestOptions): Promise<Sprint> {
    return this.transport.get(path`sprints/${sprintId}`, {}, Sprint, options);
  }
}
