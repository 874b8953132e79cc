import type { ZulipApi, ZulipCall } from "./api.js";
import { badRequest, ZulipError } from "./errors.js";
import type { EventQueues } from "./event-queues.js";
import { Records } from "./records.js";
import { notGuests } from "./roles.js";
import type { ZulipState } from "./state.js";

interface Group {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly members: readonly number[];
  readonly direct_subgroup_ids: readonly number[];
  readonly is_system_group: boolean;
  readonly deactivated: boolean;
  readonly creator_id: number | null;
  readonly date_created: number | null;
  readonly [permission: `can_${string}_group`]: unknown;
}

const PERMISSIONS = [
  "can_add_members_group",
  "can_join_group",
  "can_leave_group",
  "can_manage_group",
  "can_mention_group",
  "can_remove_members_group",
] as const;

/** Groups that are the same in every organisation, by the highest role number that belongs to them. */
const SYSTEM_GROUPS: readonly [string, number][] = [
  ["role:owners", 100],
  ["role:administrators", 200],
  ["role:moderators", 300],
  ["role:fullmembers", 400],
  ["role:members", 400],
  ["role:everyone", 600],
];

/** Groups of users. */
export function addUserGroupEndpoints(api: ZulipApi, state: ZulipState, queues: EventQueues): void {
  const groups = new Records<number, Group>("Invalid user group");
  SYSTEM_GROUPS.forEach(([name, role], index) => {
    const members = [...state.users.values()]
      .filter((user) => user.role <= role)
      .map(({ user_id }) => user_id);
    groups.set(index + 1, newGroup({ id: index + 1, name, members, is_system_group: true }));
  });

  const editable = ({ path, user }: ZulipCall): Group => {
    notGuests(user);
    const group = groups.get(Number(path.id));
    if (group.is_system_group || (user.role > 200 && !group.members.includes(user.user_id))) {
      throw badRequest("Insufficient permission");
    }
    return group;
  };
  const checkName = (name: string): string => {
    if (name === "") throw badRequest("User group name can't be empty!");
    if (/^(@|role:|user:|stream:|channel:)/.test(name)) {
      throw badRequest(`User group name cannot start with '${/^(@|\w+:)/.exec(name)?.[0]}'.`);
    }
    if (groups.all.some((group) => group.name === name))
      throw badRequest(`User group '${name}' already exists.`);
    return name;
  };
  const checkUsers = (ids: readonly unknown[]): number[] => {
    if (ids.some((id) => !state.users.has(Number(id)))) throw badRequest("Invalid user ID");
    return ids.map(Number);
  };
  const publish = (op: string, group_id: number, fields: object): void => {
    queues.publish({ type: "user_group", op, group_id, ...fields });
  };
  /** All members, those of the subgroups too. */
  const allMembers = ({ members, direct_subgroup_ids }: Group): Set<number> =>
    new Set([...members, ...direct_subgroup_ids.flatMap((id) => [...allMembers(groups.get(id))])]);
  const allSubgroups = ({ direct_subgroup_ids }: Group): Set<number> =>
    new Set(direct_subgroup_ids.flatMap((id) => [id, ...allSubgroups(groups.get(id))]));

  api.on("GET", "/user_groups", ({ parameters }) => {
    const withDeactivated = parameters.flag("include_deactivated_groups", false);
    return { user_groups: groups.all.filter(({ deactivated }) => withDeactivated || !deactivated) };
  });

  api.on("POST", "/user_groups/create", ({ user, parameters }) => {
    notGuests(user);
    const name = checkName(parameters.text("name").trim());
    const description = parameters.text("description");
    const members = checkUsers(parameters.list("members"));
    const subgroups = (parameters.optionalList("subgroups") ?? []).map((id) => groups.get(Number(id)).id);
    const permissions = Object.fromEntries(
      PERMISSIONS.map((permission) => [permission, parameters.optionalJson(permission)]).filter(
        ([, value]) => value !== undefined,
      ),
    );
    const id = state.nextId() + SYSTEM_GROUPS.length;
    const group = { ...newGroup({ id, name, members, creator_id: user.user_id }), ...permissions };
    groups.set(id, { ...group, description, direct_subgroup_ids: subgroups });
    queues.publish({ type: "user_group", op: "add", group: groups.get(id) });
    return { group_id: id };
  });

  api.on("PATCH", "/user_groups/{id}", (call) => {
    const { parameters } = call;
    const group = editable(call);
    const name = parameters.optionalText("name");
    const description = parameters.optionalText("description");
    const deactivated = parameters.optionalJson("deactivated");
    const changes: Record<string, unknown> = {};
    for (const permission of PERMISSIONS) {
      if (parameters.optionalText(permission) === undefined) continue;
      const change = parameters.object(permission);
      if (!("new" in change)) throw badRequest(`${permission} is missing "new"`);
      if ("old" in change && JSON.stringify(change.old) !== JSON.stringify(group[permission])) {
        throw new ZulipError("EXPECTATION_MISMATCH", "'old' value does not match the expected value.");
      }
      changes[permission] = change.new;
    }
    if (name !== undefined) changes.name = checkName(name.trim());
    if (description !== undefined) changes.description = description;
    if (typeof deactivated === "boolean") changes.deactivated = deactivated;
    if (Object.keys(changes).length === 0) throw badRequest("No new data supplied");
    groups.change(group.id, changes);
    publish("update", group.id, { data: changes });
    return {};
  });

  api.on("POST", "/user_groups/{id}/deactivate", (call) => {
    const { id, deactivated } = editable(call);
    if (deactivated) throw badRequest("User group is deactivated.");
    groups.change(id, { deactivated: true });
    publish("update", id, { data: { deactivated: true } });
    return {};
  });

  api.on("GET", "/user_groups/{id}/members", ({ path, parameters }) => {
    const group = groups.get(Number(path.id));
    const isDirect = parameters.flag("direct_member_only", false);
    return { members: isDirect ? group.members : [...allMembers(group)] };
  });

  api.on("GET", "/user_groups/{id}/members/{user_id}", ({ path, parameters }) => {
    const group = groups.get(Number(path.id));
    const [user_id = 0] = checkUsers([path.user_id]);
    const isDirect = parameters.flag("direct_member_only", false);
    const members = isDirect ? new Set(group.members) : allMembers(group);
    return { is_user_group_member: members.has(user_id) };
  });

  api.on("POST", "/user_groups/{id}/members", (call) => {
    const { parameters } = call;
    const group = editable(call);
    const added = checkUsers(parameters.optionalList("add") ?? []);
    const removed = checkUsers(parameters.optionalList("delete") ?? []);
    const subgroups = changeSubgroups(group, "add_subgroups", "delete_subgroups", call);
    if (added.length + removed.length === 0 && subgroups === group.direct_subgroup_ids) {
      throw badRequest(
        'Nothing to do. Specify at least one of "add", "delete", "add_subgroups" or "delete_subgroups".',
      );
    }
    const twice = added.find((id) => group.members.includes(id));
    if (twice !== undefined) throw badRequest(`User ${twice} is already a member of this group`);
    if (removed.some((id) => !group.members.includes(id))) throw badRequest("There is no member like that");
    const members = [...group.members, ...added].filter((id) => !removed.includes(id));
    groups.change(group.id, { members, direct_subgroup_ids: subgroups });
    if (added.length > 0) publish("add_members", group.id, { user_ids: added });
    if (removed.length > 0) publish("remove_members", group.id, { user_ids: removed });
    return {};
  });

  api.on("GET", "/user_groups/{id}/subgroups", ({ path, parameters }) => {
    const group = groups.get(Number(path.id));
    const isDirect = parameters.flag("direct_subgroup_only", false);
    return { subgroups: isDirect ? group.direct_subgroup_ids : [...allSubgroups(group)] };
  });

  api.on("POST", "/user_groups/{id}/subgroups", (call) => {
    const group = editable(call);
    const direct_subgroup_ids = changeSubgroups(group, "add", "delete", call);
    if (direct_subgroup_ids === group.direct_subgroup_ids) {
      throw badRequest('Nothing to do. Specify at least one of "add" or "delete".');
    }
    groups.change(group.id, { direct_subgroup_ids });
    return {};
  });

  function changeSubgroups(group: Group, add: string, remove: string, { parameters }: ZulipCall) {
    const added = (parameters.optionalList(add) ?? []).map((id) => groups.get(Number(id)).id);
    const removed = (parameters.optionalList(remove) ?? []).map(Number);
    if (added.length + removed.length === 0) return group.direct_subgroup_ids;
    if (added.includes(group.id)) throw badRequest("User group cannot be its own subgroup.");
    return [...group.direct_subgroup_ids, ...added].filter((id) => !removed.includes(id));
  }
}

function newGroup(group: Pick<Group, "id" | "name" | "members"> & Partial<Group>): Group {
  const everyone = SYSTEM_GROUPS.length;
  return {
    description: "",
    direct_subgroup_ids: [],
    is_system_group: false,
    deactivated: false,
    creator_id: null,
    date_created: null,
    can_manage_group: everyone,
    can_mention_group: everyone,
    ...group,
  };
}
