import { Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import { phpMap } from "../schemas/php-map.js";
import { User } from "../schemas/user.js";
import type { NextcloudTransport } from "../transport.js";

/** Which users to list. */
export interface ListUsers {
  /** Part of the id, the display name or the e-mail address. */
  search?: string | undefined;
  /** Users per page. @default 100 */
  limit?: number | undefined;
  /** @default 0 */
  offset?: number | undefined;
}

/** A user to create: with a password, or with an e-mail address to send a link for setting one to. */
export interface CreateUser {
  id: string;
  password?: string | undefined;
  displayName?: string | undefined;
  email?: string | undefined;
  groups?: readonly string[] | undefined;
  /** Groups the user administers. */
  subadmin?: readonly string[] | undefined;
  /** Such as `5 GB`, bytes as text, `none` or `default`. */
  quota?: string | undefined;
  /** Such as `de`. */
  language?: string | undefined;
  /** A user id; the server does not check it. */
  manager?: string | undefined;
}

const DEFAULT_LIMIT = 100;
const UserDetails = z.looseObject({ users: phpMap(User) });
const CreatedUser = z.looseObject({ id: z.string() });

/** Accounts. @see https://docs.nextcloud.com/server/latest/admin_manual/configuration_user/instruction_set_for_users.html */
export class UsersResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /**
   * Gets a user; upper and lower case make no difference in the id.
   *
   * @throws NotFoundError for a user that does not exist, and to ordinary accounts for all but themselves.
   */
  get(id: string, options?: RequestOptions): Promise<User> {
    return this.transport.ocs.get(path`cloud/users/${id}`, {}, User, options);
  }

  /** Gets the account this client signs in with. */
  current(options?: RequestOptions): Promise<User> {
    return this.transport.ocs.get(path`cloud/user`, {}, User, options);
  }

  /** Lists users with their details. @throws ForbiddenError unless the account administers a group. */
  async list(params: ListUsers = {}, options?: RequestOptions): Promise<Page<User>> {
    const { search, limit = DEFAULT_LIMIT, offset = 0 } = params;
    const { users } = await this.transport.ocs.get(
      path`cloud/users/details`,
      { search, limit, offset },
      UserDetails,
      options,
    );
    const items = Object.values(users);
    // The server does not tell how many there are: a full page may have a successor.
    const isLast = items.length < limit || limit === 0;
    return new Page({
      items,
      next: isLast ? undefined : () => this.list({ ...params, offset: offset + limit }, options),
    });
  }

  /**
   * Creates a user.
   *
   * It is not atomic: with an impossible quota the user exists although the call failed. Never repeated on its own.
   *
   * @throws ConflictError `USER_EXISTS`, UnprocessableEntityError `PASSWORD_POLICY` or `EMAIL_REQUIRED`, NotFoundError
   *   `GROUP_NOT_FOUND`.
   */
  create(params: CreateUser, options?: RequestOptions): Promise<{ id: string }> {
    const { id, ...rest } = params;
    return this.transport.ocs.post(path`cloud/users`, { userid: id, ...rest }, CreatedUser, options);
  }

  /** Deletes a user with all their files. @throws NotFoundError */
  delete(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`cloud/users/${id}`, {}, Nothing, options);
  }
}
