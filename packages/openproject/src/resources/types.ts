import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { Type } from "../schemas/type.js";
import type { OpenProjectTransport } from "../transport.js";

/** Kinds of work packages. @see https://www.openproject.org/docs/api/endpoints/types/ */
export class TypesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists all types. */
  async list(options?: RequestOptions): Promise<Collection<Type>> {
    return this.transport.list(path`types`, {}, Type, options);
  }

  /** Lists the types in use in a project; the first is what work packages get that are created without. */
  async listInProject(projectId: number | string, options?: RequestOptions): Promise<Collection<Type>> {
    return this.transport.list(path`projects/${projectId}/types`, {}, Type, options);
  }

  /** Lists the types of a project, portfolio or program; since OpenProject 17. */
  async listInWorkspace(workspaceId: number | string, options?: RequestOptions): Promise<Collection<Type>> {
    return this.transport.list(path`workspaces/${workspaceId}/types`, {}, Type, options);
  }

  /** Gets a type. @throws NotFoundError */
  async get(typeId: number, options?: RequestOptions): Promise<Type> {
    return this.transport.get(path`types/${typeId}`, {}, Type, options);
  }
}
