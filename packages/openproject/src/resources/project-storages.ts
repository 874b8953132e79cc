import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { ListParams } from "../hal/list-params.js";
import { ProjectStorage } from "../schemas/storage.js";
import type { OpenProjectTransport } from "../transport.js";

/**
 * Which projects use which storages. The API can look, and no more: a project is given a storage in its settings.
 *
 * @see https://www.openproject.org/docs/api/endpoints/file-links/
 */
export class ProjectStoragesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /**
   * Lists them, all at once; filters are `project_id`, `storage_id` and `storage_url`.
   *
   * @example where("project_id").is(project.id).and("storage_url").is("https://cloud.example.com")
   */
  async list(
    params: Pick<ListParams, "filters"> = {},
    options?: RequestOptions,
  ): Promise<Collection<ProjectStorage>> {
    return this.transport.list(path`project_storages`, params, ProjectStorage, options);
  }

  /** Gets the use of a storage in a project. @throws NotFoundError */
  async get(projectStorageId: number, options?: RequestOptions): Promise<ProjectStorage> {
    return this.transport.get(path`project_storages/${projectStorageId}`, {}, ProjectStorage, options);
  }

  /** Asks where people open the project's folder. */
  async openLocation(projectStorageId: number, options?: RequestOptions): Promise<URL> {
    return this.transport.location(
      { method: "GET", path: path`project_storages/${projectStorageId}/open` },
      options,
    );
  }
}
