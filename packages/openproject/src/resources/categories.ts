import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { Category } from "../schemas/category.js";
import type { OpenProjectTransport } from "../transport.js";

/** Parts of projects. @see https://www.openproject.org/docs/api/endpoints/categories/ */
export class CategoriesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the categories of a project. @throws NotFoundError */
  async listInProject(projectId: number | string, options?: RequestOptions): Promise<Collection<Category>> {
    return this.transport.list(path`projects/${projectId}/categories`, {}, Category, options);
  }

  /** Lists the categories of a project, portfolio or program; since OpenProject 17. */
  async listInWorkspace(
    workspaceId: number | string,
    options?: RequestOptions,
  ): Promise<Collection<Category>> {
    return this.transport.list(path`workspaces/${workspaceId}/categories`, {}, Category, options);
  }

  /** Gets a category. @throws NotFoundError */
  async get(categoryId: number, options?: RequestOptions): Promise<Category> {
    return this.transport.get(path`categories/${categoryId}`, {}, Category, options);
  }
}
