import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { Priority } from "../schemas/priority.js";
import type { OpenProjectTransport } from "../transport.js";

/** Priorities of work packages. @see https://www.openproject.org/docs/api/endpoints/priorities/ */
export class PrioritiesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists all priorities. */
  async list(options?: RequestOptions): Promise<Collection<Priority>> {
    return this.transport.list(path`priorities`, {}, Priority, options);
  }

  /** Gets a priority. @throws NotFoundError */
  async get(priorityId: number, options?: RequestOptions): Promise<Priority> {
    return this.transport.get(path`priorities/${priorityId}`, {}, Priority, options);
  }
}
