import type { OpenProjectApi } from "./api.js";
import { pagedCollection } from "./collection.js";
import { notFound } from "./errors.js";
import { listFilter, textFilter } from "./filters.js";
import { userName } from "./presenter.js";
import type { OpenProjectState } from "./state.js";
import { projectIdsOf, STATUS_NUMBERS } from "./users.js";

interface Principal {
  readonly type: "User" | "Group" | "PlaceholderUser";
  readonly id: number;
  readonly name: string;
  /** The number of its status. */
  readonly status: number;
  /** What it is found by beside its name. */
  readonly others: readonly string[];
}

/** The principals: users, groups and placeholder users in one list. */
export function addPrincipalEndpoints(api: OpenProjectApi, state: OpenProjectState): void {
  api.on("GET", "/principals", ({ query, present }) => {
    const resource = pagedCollection(principalsOf(state), {
      href: present.href("/principals"),
      query,
      filters: {
        type: listFilter(({ type }) => [type]),
        member: listFilter(({ id }) => projectIdsOf(state, id)),
        name: textFilter(({ name }) => [name]),
        any_name_attribute: textFilter(({ name, others }) => [name, ...others]),
        status: listFilter(({ status }) => [status]),
        id: listFilter(({ id }) => [id]),
      },
      sorts: { id: ({ id }) => id, name: ({ name }) => name },
      present: ({ id }) => present.principal(id) ?? {},
    });
    return { status: 200, resource };
  });

  api.on("GET", "/principals/{id}", ({ path, present }) => {
    const resource = present.principal(Number(path.id));
    if (resource === undefined) throw notFound();
    return { status: 200, resource };
  });
}

function principalsOf(state: OpenProjectState): Principal[] {
  const { active } = STATUS_NUMBERS;
  return [
    ...[...state.users.values()].map((user) => ({
      type: "User" as const,
      id: user.id,
      name: userName(user),
      status: STATUS_NUMBERS[user.status],
      others: [user.login, user.email],
    })),
    ...[...state.groups.values()].map(({ id, name }) => ({
      type: "Group" as const,
      id,
      name,
      status: active,
      others: [],
    })),
    ...[...state.recordsOf("/placeholder_users").values()].map(({ id, values }) => ({
      type: "PlaceholderUser" as const,
      id,
      name: String(values.name),
      status: active,
      others: [],
    })),
  ];
}
