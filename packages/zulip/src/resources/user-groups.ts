import { openObject, type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import type { ChangeGroupSetting, GroupSetting } from "../schemas/group-setting.js";
import { UserGroup } from "../schemas/user-group.js";
import type { ZulipTransport } from "../transport.js";

/** Who may do what with a group; most of it since Zulip 10. */
export interface UserGroupPermissions<Setting> {
  can_add_members_group?: Setting | undefined;
  can_join_group?: Setting | undefined;
  can_leave_group?: Setting | undefined;
  can_manage_group?: Setting | undefined;
  can_mention_group?: Setting | undefined;
  can_remove_members_group?: Setting | undefined;
}

/** A group to create. */
export interface CreateUserGroup extends UserGroupPermissions<GroupSetting> {
  name: string;
  description: string;
  /** User ids. */
  members: readonly number[];
  /** Ids of groups whose members belong to it too; since Zulip 10. */
  subgroups?: readonly number[] | undefined;
}

/** What to change of a group. */
export interface UpdateUserGroup extends UserGroupPermissions<ChangeGroupSetting> {
  name?: string | undefined;
  description?: string | undefined;
  /** `false` brings a deactivated group back; since Zulip 11. */
  deactivated?: boolean | undefined;
}

/** Who comes and who goes. */
export interface UpdateUserGroupMembers {
  /** User ids. */
  add?: readonly number[] | undefined;
  delete?: readonly number[] | undefined;
  /** Ids of groups; since Zulip 10. */
  add_subgroups?: readonly number[] | undefined;
  delete_subgroups?: readonly number[] | undefined;
}

/** Which members to tell. */
interface MembersQuery {
  /** Leaves out those who belong to it by a subgroup. @default false */
  direct_member_only?: boolean | undefined;
}

const Groups = field("user_groups", z.array(UserGroup));
const CreatedGroup = openObject({ group_id: z.number().optional() });
const Members = field("members", z.array(z.number()));
const IsMember = field("is_user_group_member", z.boolean());
const Subgroups = field("subgroups", z.array(z.number()));

/** Groups of users, those of the system (`role:members`) too. */
export class UserGroupsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists groups. @see https://zulip.com/api/get-user-groups */
  async list(
    params: {
      /** Since Zulip 10. @default false */
      include_deactivated_groups?: boolean | undefined;
    } = {},
    options?: RequestOptions,
  ): Promise<Page<UserGroup>> {
    return this.transport.list(path`user_groups`, params, Groups, options);
  }

  /**
   * Creates a group.
   *
   * @returns its id; `undefined` from servers before Zulip 10, which do not tell
   * @see https://zulip.com/api/create-user-group
   */
  async create(params: CreateUserGroup, options?: RequestOptions): Promise<number | undefined> {
    const created = await this.transport.post(path`user_groups/create`, params, CreatedGroup, options);
    return created.group_id;
  }

  /**
   * Changes a group.
   *
   * @throws ConflictError `EXPECTATION_MISMATCH` when a permission is not what `old` says
   * @see https://zulip.com/api/update-user-group
   */
  async update(groupId: number, params: UpdateUserGroup, options?: RequestOptions): Promise<void> {
    return this.transport.patch(path`user_groups/${groupId}`, params, Nothing, options);
  }

  /** Deactivates a group; since Zulip 10. @see https://zulip.com/api/deactivate-user-group */
  async deactivate(groupId: number, options?: RequestOptions): Promise<void> {
    return this.transport.since(290).post(path`user_groups/${groupId}/deactivate`, {}, Nothing, options);
  }

  /** Gets the ids of a group's members. @see https://zulip.com/api/get-user-group-members */
  async members(groupId: number, params: MembersQuery = {}, options?: RequestOptions): Promise<number[]> {
    return this.transport.get(path`user_groups/${groupId}/members`, params, Members, options);
  }

  /** Adds members and removes others. @see https://zulip.com/api/update-user-group-members */
  async updateMembers(
    groupId: number,
    params: UpdateUserGroupMembers,
    options?: RequestOptions,
  ): Promise<void> {
    return this.transport.post(path`user_groups/${groupId}/members`, params, Nothing, options);
  }

  /** Tells whether a user belongs to a group. @see https://zulip.com/api/get-is-user-group-member */
  async isMember(
    groupId: number,
    userId: number,
    params: MembersQuery = {},
    options?: RequestOptions,
  ): Promise<boolean> {
    return this.transport.get(path`user_groups/${groupId}/members/${userId}`, params, IsMember, options);
  }

  /** Gets the ids of the groups that belong to a group. @see https://zulip.com/api/get-user-group-subgroups */
  async subgroups(
    groupId: number,
    params: {
      /** Leaves out the subgroups' own. @default false */
      direct_subgroup_only?: boolean | undefined;
    } = {},
    options?: RequestOptions,
  ): Promise<number[]> {
    return this.transport.get(path`user_groups/${groupId}/subgroups`, params, Subgroups, options);
  }

  /** Adds groups to a group and removes others. @see https://zulip.com/api/update-user-group-subgroups */
  async updateSubgroups(
    groupId: number,
    params: Pick<UpdateUserGroupMembers, "add" | "delete">,
    options?: RequestOptions,
  ): Promise<void> {
    return this.transport.post(path`user_groups/${groupId}/subgroups`, params, Nothing, options);
  }
}
