import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { Status } from "../schemas/status.js";
import type { OpenProjectTransport } from "../transport.js";

/** Statuses of work packages. @see https://www.openproject.org/docs/api/endpoints/statuses/ */
export class StatusesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists all statuses. */
  async list(options?: RequestOptions): Promise<Collection<Status>> {
    return this.transport.list(path`statuses`, {}, Status, options);
  }

  /** Gets a status. @throws NotFoundError */
  async get(statusId: number, options?: RequestOptions): Promise<Status> {
    return this.transport.get(path`statuses/${statusId}`, {}, Status, options);
  }
}
