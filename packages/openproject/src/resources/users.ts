import { type Page, path, type RequestOptions } from "@platformq/resilience";
import type { ListParams } from "../hal/collection.js";
import { User } from "../schemas/principal.js";
import type { OpenProjectTransport } from "../transport.js";

/** Users. @see https://www.openproject.org/docs/api/endpoints/users/ */
export class UsersResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets the account this client signs in with. */
  me(options?: RequestOptions): Promise<User> {
    return this.transport.get(path`users/me`, {}, User, options);
  }

  /** Gets a user by id or login. @throws NotFoundError */
  get(idOrLogin: number | string, options?: RequestOptions): Promise<User> {
    return this.transport.get(path`users/${idOrLogin}`, {}, User, options);
  }

  /**
   * Lists users; the filter `name` also finds logins and e-mail addresses.
   *
   * @throws ForbiddenError unless the account manages users: others use `principals`.
   */
  list(params: ListParams = {}, options?: RequestOptions): Promise<Page<User>> {
    return this.transport.list(path`users`, params, User, options);
  }
}
