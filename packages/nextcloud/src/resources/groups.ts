import { openObject, type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import { offsetPage } from "../ocs/offset-page.js";
import { Group } from "../schemas/group.js";
import { phpList } from "../schemas/php-list.js";
import type { User } from "../schemas/user.js";
import { UsersById } from "../schemas/user.js";
import type { NextcloudTransport } from "../transport.js";

/** Which part of a list to get. */
export interface ListPart {
  /** Part of the id or the display name. */
  search?: string | undefined;
  /** Entries per page. @default 100 */
  limit?: number | undefined;
  /** @default 0 */
  offset?: number | undefined;
}

/** A group to create. */
export interface CreateGroup {
  id: string;
  /** @default the id */
  displayName?: string | undefined;
}

const GroupIds = openObject({ groups: phpList(z.string()) }).transform(({ groups }) => groups);
const GroupDetails = openObject({ groups: phpList(Group) }).transform(({ groups }) => groups);
const UserIds = openObject({ users: phpList(z.string()) }).transform(({ users }) => users);

/** Groups of users. @see https://docs.nextcloud.com/server/latest/admin_manual/configuration_user/instruction_set_for_groups.html */
export class GroupsResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists groups with their details. */
  async list(params: ListPart = {}, options?: RequestOptions): Promise<Page<Group>> {
    return offsetPage(params, (part) =>
      this.transport.ocs.get(path`cloud/groups/details`, { ...part }, GroupDetails, options),
    );
  }

  /** Lists the ids of groups. */
  async listIds(params: ListPart = {}, options?: RequestOptions): Promise<Page<string>> {
    return offsetPage(params, (part) =>
      this.transport.ocs.get(path`cloud/groups`, { ...part }, GroupIds, options),
    );
  }

  /**
   * Creates a group. Not repeated when its outcome is unknown.
   *
   * @throws ConflictError `GROUP_EXISTS`, BadRequestError `INVALID_GROUP`, ForbiddenError.
   */
  async create({ id, displayName }: CreateGroup, options?: RequestOptions): Promise<void> {
    const fields = { groupid: id, displayname: displayName };
    return this.transport.ocs.post(path`cloud/groups`, fields, Nothing, options);
  }

  /** Renames a group; its id stays. @throws NotFoundError */
  async update(id: string, params: { displayName: string }, options?: RequestOptions): Promise<void> {
    const fields = { key: "displayname", value: params.displayName };
    return this.transport.ocs.put(path`cloud/groups/${id}`, fields, Nothing, options);
  }

  /** Deletes a group; its users stay. @throws NotFoundError `GROUP_NOT_FOUND`, ForbiddenError for `admin`. */
  async delete(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`cloud/groups/${id}`, {}, Nothing, options);
  }

  /** Lists the ids of a group's users; the server gives all of them at once. @throws NotFoundError */
  async memberIds(id: string, options?: RequestOptions): Promise<string[]> {
    return this.transport.ocs.get(path`cloud/groups/${id}/users`, {}, UserIds, options);
  }

  /** Lists a group's users with their details. @throws NotFoundError */
  async members(id: string, params: ListPart = {}, options?: RequestOptions): Promise<Page<User>> {
    return offsetPage(params, (part) =>
      this.transport.ocs.get(path`cloud/groups/${id}/users/details`, { ...part }, UsersById, options),
    );
  }

  /** Lists the ids of those who administer a group. */
  async subadmins(id: string, options?: RequestOptions): Promise<string[]> {
    return this.transport.ocs.get(path`cloud/groups/${id}/subadmins`, {}, z.array(z.string()), options);
  }
}
