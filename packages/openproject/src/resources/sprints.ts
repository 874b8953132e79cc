import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { ListParams } from "../hal/list-params.js";
import { Sprint } from "../schemas/sprint.js";
import type { OpenProjectTransport } from "../transport.js";

/** Sprints; since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/sprints/ */
export class SprintsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Sprint>> {
    return this.transport.list(path`sprints`, params, Sprint, options);
  }

  listInProject(
    projectId: number | string,
    params: ListParams = {},
    options?: RequestOptions,
  ): Promise<Collection<Sprint>> {
    return this.transport.list(path`projects/${projectId}/sprints`, params, Sprint, options);
  }

  get(sprintId: number, options?: RequestOptions): Promise<Sprint> {
    return this.transport.get(path`sprints/${sprintId}`, {}, Sprint, options);
  }
}
