import { type FileSource, type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { OwnUser, User } from "../schemas/user.js";
import type { ZulipTransport } from "../transport.js";
import type { FileNames } from "../uploads/named-file.js";
import { postFile } from "../uploads/post-file.js";

/** What to tell of users. */
export interface GetUser {
  /** Leaves `avatar_url` empty where it can be computed from the address. @default true */
  client_gravatar?: boolean | undefined;
  /** @default false */
  include_custom_profile_fields?: boolean | undefined;
}

/** Which users to list. */
export interface ListUsers extends GetUser {
  /** Only these; since Zulip 11. */
  user_ids?: readonly number[] | undefined;
}

/** A user to create. */
export interface CreateUser {
  email: string;
  password: string;
  full_name: string;
}

/** What to change of a user. */
export interface UpdateUser {
  full_name?: string | undefined;
  /** 100 owner, 200 administrator, 300 moderator, 400 member, 600 guest. */
  role?: 100 | 200 | 300 | 400 | 600 | undefined;
  /** Values of custom profile fields; `null` clears one. */
  profile_data?: readonly ProfileValue[] | undefined;
  /** Since Zulip 10. */
  new_email?: string | undefined;
}

/** The value of a custom profile field. */
export interface ProfileValue {
  id: number;
  /** Ids of users for a field of people. */
  value: string | readonly number[] | null;
}

const Members = field("members", z.array(User));
const SingleUser = field("user", User);
const UserId = field("user_id", z.number());
const AvatarUrl = field("avatar_url", z.string());

/** Users and bots. */
export class UsersResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists all users, deactivated ones and bots too; the server gives them at once. @see https://zulip.com/api/get-users */
  async list(params: ListUsers = {}, options?: RequestOptions): Promise<Page<User>> {
    return this.transport.list(path`users`, params, Members, options);
  }

  /** Gets a user by id. @throws NotFoundError @see https://zulip.com/api/get-user */
  async get(userId: number, params: GetUser = {}, options?: RequestOptions): Promise<User> {
    return this.transport.get(path`users/${userId}`, params, SingleUser, options);
  }

  /**
   * Gets a user by the address the API knows them by, or by the real one if this account may see it.
   *
   * @throws NotFoundError
   * @see https://zulip.com/api/get-user-by-email
   */
  async getByEmail(email: string, params: GetUser = {}, options?: RequestOptions): Promise<User> {
    return this.transport.get(path`users/${email}`, params, SingleUser, options);
  }

  /** Gets the account this client signs in with. @see https://zulip.com/api/get-own-user */
  async me(options?: RequestOptions): Promise<OwnUser> {
    return this.transport.get(path`users/me`, {}, OwnUser, options);
  }

  /**
   * Creates a user.
   *
   * The server has to allow this account to, beyond its role.
   *
   * @returns the user's id
   * @throws BadRequestError for an address that is taken
   * @see https://zulip.com/api/create-user
   */
  async create(params: CreateUser, options?: RequestOptions): Promise<number> {
    const request = { method: "POST", path: path`users`, params, secrets: [params.password] } as const;
    return this.transport.request(request, UserId, options);
  }

  /** Changes a user; for administrators. @see https://zulip.com/api/update-user */
  async update(userId: number, params: UpdateUser, options?: RequestOptions): Promise<void> {
    return this.transport.patch(path`users/${userId}`, params, Nothing, options);
  }

  /** Changes a user known by address; since Zulip 10. @see https://zulip.com/api/update-user-by-email */
  async updateByEmail(email: string, params: UpdateUser, options?: RequestOptions): Promise<void> {
    return this.transport.since(313).patch(path`users/${email}`, params, Nothing, options);
  }

  /**
   * Deactivates a user, or a bot; for administrators.
   *
   * @throws UnprocessableEntityError `CANNOT_DEACTIVATE_LAST_USER`
   * @see https://zulip.com/api/deactivate-user
   */
  async deactivate(
    userId: number,
    params: {
      /** Is sent to the user; none is sent without it. */
      deactivation_notification_comment?: string | undefined;
    } = {},
    options?: RequestOptions,
  ): Promise<void> {
    return this.transport.delete(path`users/${userId}`, params, Nothing, options);
  }

  /** Reactivates a user; for administrators. @see https://zulip.com/api/reactivate-user */
  async reactivate(userId: number, options?: RequestOptions): Promise<void> {
    return this.transport.repeatablePost(path`users/${userId}/reactivate`, {}, Nothing, options);
  }

  /**
   * Gives the account another picture. The endpoint is the web app's, and not documented.
   *
   * @returns the picture's URL, which may be relative to the server's
   * @throws BadRequestError `BAD_IMAGE`, and for one larger than the server takes, usually 5 MiB
   */
  async setAvatar(image: FileSource, params: FileNames = {}, options?: RequestOptions): Promise<string> {
    const file = { ...params, source: image };
    return postFile(this.transport, path`users/me/avatar`, file, AvatarUrl, options);
  }

  /** Deletes the account's picture, as the web app does. @returns the URL of the one it has then */
  async deleteAvatar(options?: RequestOptions): Promise<string> {
    return this.transport.delete(path`users/me/avatar`, {}, AvatarUrl, options);
  }

  /** Deactivates the account itself. @see https://zulip.com/api/deactivate-own-user */
  async deactivateMe(options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`users/me`, {}, Nothing, options);
  }
}
