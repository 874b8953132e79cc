import { Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { OwnUser, User } from "../schemas/user.js";
import type { ZulipTransport } from "../transport.js";

/** What to tell of users. */
interface GetUser {
  /** Leaves `avatar_url` empty where it can be computed from the address. @default true */
  client_gravatar?: boolean | undefined;
  /** @default false */
  include_custom_profile_fields?: boolean | undefined;
}

const Members = z.looseObject({ members: z.array(User) });
const SingleUser = z.looseObject({ user: User });

/** Users and bots. */
export class UsersResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists all users, deactivated ones and bots too; the server gives them at once. @see https://zulip.com/api/get-users */
  async list(params: GetUser = {}, options?: RequestOptions): Promise<Page<User>> {
    const { members } = await this.transport.get(path`users`, params, Members, options);
    return new Page({ items: members, total: members.length });
  }

  /** Gets a user by id. @throws NotFoundError @see https://zulip.com/api/get-user */
  async get(userId: number, params: GetUser = {}, options?: RequestOptions): Promise<User> {
    return (await this.transport.get(path`users/${userId}`, params, SingleUser, options)).user;
  }

  /**
   * Gets a user by the address the API knows them by, or by the real one if this account may see it.
   *
   * @throws NotFoundError
   * @see https://zulip.com/api/get-user-by-email
   */
  async getByEmail(email: string, params: GetUser = {}, options?: RequestOptions): Promise<User> {
    return (await this.transport.get(path`users/${email}`, params, SingleUser, options)).user;
  }

  /** Gets the account this client signs in with. @see https://zulip.com/api/get-own-user */
  me(options?: RequestOptions): Promise<OwnUser> {
    return this.transport.get(path`users/me`, {}, OwnUser, options);
  }
}
