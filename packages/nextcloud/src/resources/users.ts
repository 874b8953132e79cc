import {
  asBytes,
  BadRequestError,
  NotFoundError,
  openObject,
  type Page,
  path,
  type RequestOptions,
} from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import { offsetPage } from "../ocs/offset-page.js";
import { Group } from "../schemas/group.js";
import { phpList } from "../schemas/php-list.js";
import { phpMap } from "../schemas/php-map.js";
import { User, UsersById } from "../schemas/user.js";
import { type UpdateUser, userFields } from "../schemas/user-fields.js";
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
export interface CreateUser
  extends Pick<UpdateUser, "password" | "displayName" | "email" | "quota" | "language" | "manager"> {
  id: string;
  groups?: readonly string[] | undefined;
  /** Groups the user administers. */
  subadmin?: readonly string[] | undefined;
}

const UserIds = openObject({ users: phpList(z.string()) }).transform(({ users }) => users);
const GroupIds = openObject({ groups: phpList(z.string()) }).transform(({ groups }) => groups);
const Groups = openObject({ groups: phpList(Group) }).transform(({ groups }) => groups);
const AppIds = openObject({ apps: phpList(z.string()) }).transform(({ apps }) => apps);
const Names = z.array(z.string());
const CreatedUser = openObject({ id: z.string() });

/** Accounts. @see https://docs.nextcloud.com/server/latest/admin_manual/configuration_user/instruction_set_for_users.html */
export class UsersResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /**
   * Gets a user; upper and lower case make no difference in the id.
   *
   * @throws NotFoundError for a user that does not exist, and to ordinary accounts for all but themselves.
   */
  async get(id: string, options?: RequestOptions): Promise<User> {
    return this.transport.ocs.get(path`cloud/users/${id}`, {}, User, options);
  }

  /** Gets the account this client signs in with. */
  async me(options?: RequestOptions): Promise<User> {
    return this.transport.ocs.get(path`cloud/user`, {}, User, options);
  }

  /** Lists users with their details. @throws ForbiddenError unless the account administers a group. */
  async list(params: ListUsers = {}, options?: RequestOptions): Promise<Page<User>> {
    return offsetPage(params, (part) =>
      this.transport.ocs.get(path`cloud/users/details`, { ...part }, UsersById, options),
    );
  }

  /** Lists the ids of users, which costs the server far less than their details. @throws as {@link list} does. */
  async listIds(params: ListUsers = {}, options?: RequestOptions): Promise<Page<string>> {
    return offsetPage(params, (part) =>
      this.transport.ocs.get(path`cloud/users`, { ...part }, UserIds, options),
    );
  }

  /** Lists disabled users. @throws as {@link list} does. */
  async listDisabled(params: ListUsers = {}, options?: RequestOptions): Promise<Page<User>> {
    return offsetPage(params, (part) =>
      this.transport.ocs.get(path`cloud/users/disabled`, { ...part }, UsersById, options),
    );
  }

  /** Lists users by their last login, latest first. For administrators. */
  async listRecent(params: ListUsers = {}, options?: RequestOptions): Promise<Page<User>> {
    return offsetPage(params, (part) =>
      this.transport.ocs.get(path`cloud/users/recent`, { ...part }, UsersById, options),
    );
  }

  /**
   * Creates a user. Never repeated on its own.
   *
   * The server is not atomic: with an impossible quota it refuses, and has created the user.
   *
   * @throws ConflictError `USER_EXISTS`; UnprocessableEntityError `PASSWORD_POLICY` or `EMAIL_REQUIRED`; NotFoundError
   *   `GROUP_NOT_FOUND`; BadRequestError `INVALID_USER`, or `USER_INCOMPLETE` when the user is there all the same.
   */
  async create(params: CreateUser, options?: RequestOptions): Promise<{ id: string }> {
    const { id, groups, subadmin, ...fields } = params;
    const { displayname, ...wire } = userFields(fields);
    try {
      const request = { userid: id, displayName: displayname, groups, subadmin, ...wire };
      return await this.transport.ocs.post(path`cloud/users`, request, CreatedUser, options);
    } catch (error) {
      const mayBeCreated =
        error instanceof BadRequestError && ["INVALID_USER", "INVALID_PARAMETER"].includes(error.code);
      if (mayBeCreated && (await this.#exists(id, options))) {
        const { message, operation, attempts, status, vendorCode } = error;
        const context = { service: "nextcloud", operation, attempts, status, vendorCode, cause: error };
        const text = `${message}; the user '${id}' has been created all the same`;
        throw new BadRequestError(text, "USER_INCOMPLETE", { ...context, outcome: "unknown" });
      }
      throw error;
    }
  }

  /**
   * Changes a user, with one request for each field. The first that is refused ends it; those before it are set.
   *
   * The server allows 50 such requests in 10 minutes.
   *
   * @throws NotFoundError; UnprocessableEntityError `INVALID_VALUE`; ForbiddenError `FIELD_NOT_EDITABLE`.
   */
  async update(id: string, params: UpdateUser, options?: RequestOptions): Promise<void> {
    const at = path`cloud/users/${id}`;
    for (const [key, value] of Object.entries(userFields(params))) {
      if (value === undefined) continue;
      const secrets = key === "password" ? [value] : [];
      const request = { method: "PUT", path: at, params: { key, value }, secrets } as const;
      await this.transport.ocs.request(request, Nothing, options);
    }
  }

  /** Adds a further e-mail address. @throws UnprocessableEntityError for one that is there already. */
  async addEmail(id: string, email: string, options?: RequestOptions): Promise<void> {
    const fields = { key: "additional_mail", value: email };
    return this.transport.ocs.put(path`cloud/users/${id}`, fields, Nothing, options);
  }

  /** Removes a further e-mail address. */
  async removeEmail(id: string, email: string, options?: RequestOptions): Promise<void> {
    const fields = { key: email, value: "" };
    return this.transport.ocs.put(path`cloud/users/${id}/additional_mail`, fields, Nothing, options);
  }

  /** Lets a user sign in again. @throws BadRequestError for a missing user and for oneself. */
  async enable(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.put(path`cloud/users/${id}/enable`, {}, Nothing, options);
  }

  /** Keeps a user from signing in; nothing is deleted. @throws as {@link enable} does. */
  async disable(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.put(path`cloud/users/${id}/disable`, {}, Nothing, options);
  }

  /** Deletes a user with all their files. @throws NotFoundError */
  async delete(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`cloud/users/${id}`, {}, Nothing, options);
  }

  /** Has a user's devices delete what they hold, when they next connect. @throws NotFoundError */
  async wipeDevices(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.post(path`cloud/users/${id}/wipe`, {}, Nothing, options);
  }

  /** Sends the welcome mail once more. @throws BadRequestError for a user without an e-mail address. */
  async sendWelcomeMail(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.post(path`cloud/users/${id}/welcome`, {}, Nothing, options);
  }

  /** Lists the ids of a user's groups. @throws NotFoundError */
  async groupIds(id: string, options?: RequestOptions): Promise<string[]> {
    return this.transport.ocs.get(path`cloud/users/${id}/groups`, {}, GroupIds, options);
  }

  /** Lists a user's groups with their details. @throws NotFoundError */
  async groups(id: string, options?: RequestOptions): Promise<Group[]> {
    return this.transport.ocs.get(path`cloud/users/${id}/groups/details`, {}, Groups, options);
  }

  /** Adds a user to a group; being in it already is no error. @throws NotFoundError `GROUP_NOT_FOUND`, `USER_NOT_FOUND`. */
  async addToGroup(id: string, groupId: string, options?: RequestOptions): Promise<void> {
    const params = { groupid: groupId };
    const request = {
      method: "POST",
      path: path`cloud/users/${id}/groups`,
      params,
      idempotent: true,
    } as const;
    return this.transport.ocs.request(request, Nothing, options);
  }

  /** Takes a user out of a group. @throws as {@link addToGroup} does, ForbiddenError `CANNOT_REMOVE_SELF` */
  async removeFromGroup(id: string, groupId: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`cloud/users/${id}/groups`, { groupid: groupId }, Nothing, options);
  }

  /** Lists the ids of the groups a user administers. */
  async subadminGroupIds(id: string, options?: RequestOptions): Promise<string[]> {
    return this.transport.ocs.get(path`cloud/users/${id}/subadmins`, {}, Names, options);
  }

  /** Lists the groups a user administers, with their details. */
  async subadminGroups(id: string, options?: RequestOptions): Promise<Group[]> {
    return this.transport.ocs.get(path`cloud/users/${id}/subadmins/details`, {}, Groups, options);
  }

  /** Lets a user administer a group; doing so already is no error. @throws NotFoundError, ForbiddenError for `admin`. */
  async promote(id: string, groupId: string, options?: RequestOptions): Promise<void> {
    const params = { groupid: groupId };
    const request = {
      method: "POST",
      path: path`cloud/users/${id}/subadmins`,
      params,
      idempotent: true,
    } as const;
    return this.transport.ocs.request(request, Nothing, options);
  }

  /** Ends a user's administration of a group. @throws NotFoundError `NOT_A_SUBADMIN` */
  async demote(id: string, groupId: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(
      path`cloud/users/${id}/subadmins`,
      { groupid: groupId },
      Nothing,
      options,
    );
  }

  /** Lists the fields that may be changed: of a user, or of the account itself. */
  async editableFields(id?: string, options?: RequestOptions): Promise<string[]> {
    const at = id === undefined ? path`cloud/user/fields` : path`cloud/user/fields/${id}`;
    return this.transport.ocs.get(at, {}, Names, options);
  }

  /** Lists the ids of the apps the account can use. */
  async enabledApps(options?: RequestOptions): Promise<string[]> {
    return this.transport.ocs.get(path`cloud/user/apps`, {}, AppIds, options);
  }

  /**
   * Finds accounts by telephone numbers.
   *
   * @param params.location Country of numbers without a prefix, such as `DE`.
   * @param params.search Numbers by keys of one's own. @returns federated ids by those keys.
   */
  async findByPhone(
    params: { location: string; search: Readonly<Record<string, readonly string[]>> },
    options?: RequestOptions,
  ): Promise<Record<string, string>> {
    const request = {
      method: "POST",
      path: path`cloud/users/search/by-phone`,
      params,
      encoding: "json",
      idempotent: true,
    } as const;
    return this.transport.ocs.request(request, phpMap(z.string()), options);
  }

  /** Gets a user's picture. @param params.size 64 or 512 pixels. @throws NotFoundError */
  async avatar(
    id: string,
    params: { size?: 64 | 512 | undefined; dark?: boolean | undefined } = {},
    options?: RequestOptions,
  ): Promise<Buffer> {
    const { size = 64, dark = false } = params;
    const at = dark ? path`index.php/avatar/${id}/${size}/dark` : path`index.php/avatar/${id}/${size}`;
    return this.transport.http.request({ method: "GET", path: at }, asBytes, options);
  }

  async #exists(id: string, options: RequestOptions | undefined): Promise<boolean> {
    try {
      await this.get(id, options);
      return true;
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  }
}
