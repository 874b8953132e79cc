import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { ListParams } from "../hal/list-params.js";
import { ProjectStorage } from "../schemas/storage.js";
import type { OpenProjectTransport } from "../transport.js";

/** Which projects use which storages. @see https://www.openproject.org/docs/api/endpoints/file-links/ */
export class ProjectStoragesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists them; filters are `project_id`, `storage_id` and `storage_url`. */
  list(
    params: Pick<ListParams, "filters"> = {},
    options?: RequestOptions,
  ): Promise<Collection<ProjectStorage>> {
    return this.transport.list(path`project_storages`, params, ProjectStorage, options);
  }

  get(projectStorageId: number, options?: RequestOptions): Promise<ProjectStorage> {
    return this.transport.get(path`project_storages/${projectStorageId}`, {}, ProjectStorage, options);
  }

  /** Asks where people open the project's folder. */
  openLocation(projectStorageId: number, options?: RequestOptions): Promise<URL> {
    return this.transport.location(
      { method: "GET", path: path`project_storages/${projectStorageId}/open` },
      options,
    );
  }
}
