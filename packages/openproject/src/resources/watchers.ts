import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { LinkRef } from "../hal/link.js";
import { User } from "../schemas/principal.js";
import type { OpenProjectTransport } from "../transport.js";
import type { Names } from "../writing/names.js";

/** Who is told of changes to a work package. @see https://www.openproject.org/docs/api/endpoints/work-packages/ */
export class WatchersResource {
  constructor(
    private readonly transport: OpenProjectTransport,
    private readonly names: Names,
  ) {}

  /** Lists the watchers of a work package. @throws NotFoundError */
  async list(workPackageId: number | string, options?: RequestOptions): Promise<Collection<User>> {
    return this.transport.list(path`work_packages/${workPackageId}/watchers`, {}, User, options);
  }

  /** Lets a user watch, by id, login, e-mail address or `me`; who does already goes on. */
  async add(
    workPackageId: number | string,
    params: { user: LinkRef },
    options?: RequestOptions,
  ): Promise<User> {
    const call = this.transport.begin(options);
    const body = { user: await this.names.principal(params.user, call) };
    const where = path`work_packages/${workPackageId}/watchers`;
    return this.transport.request({ method: "POST", path: where, body, idempotent: true }, User, call);
  }

  /** Lets a user watch no longer. @throws NotFoundError for one who does not watch. */
  async remove(workPackageId: number | string, userId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`work_packages/${workPackageId}/watchers/${userId}`, options);
  }
}
