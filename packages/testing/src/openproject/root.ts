import type { OpenProjectApi } from "./api.js";
import { wholeCollection } from "./collection.js";
import { notFound } from "./errors.js";
import { flagFilter } from "./filters.js";
import { userName } from "./presenter.js";
import type { OpenProjectState } from "./state.js";

const CORE_VERSION = "17.0.1";

/** The root resource, and what is only read: roles, types, statuses, priorities. */
export function addRootEndpoints(api: OpenProjectApi, state: OpenProjectState): void {
  api.on("GET", "/", ({ user, may, present }) => ({
    status: 200,
    resource: {
      _type: "Root",
      instanceName: "OpenProject",
      ...(may.isAdmin && { coreVersion: CORE_VERSION }),
      _links: {
        self: present.link(""),
        configuration: present.link("/configuration"),
        memberships: present.link("/memberships"),
        priorities: present.link("/priorities"),
        relations: present.link("/relations"),
        statuses: present.link("/statuses"),
        time_entries: present.link("/time_entries"),
        types: present.link("/types"),
        ...(user && {
          user: present.link(`/users/${user.id}`, userName(user)),
          userPreferences: present.link(`/users/${user.id}/preferences`),
        }),
        workPackages: present.link("/work_packages"),
      },
    },
  }));

  api.on("GET", "/roles", ({ query, present }) => ({
    status: 200,
    resource: wholeCollection(state.roles.values(), {
      href: present.href("/roles"),
      query,
      filters: {
        grantable: flagFilter(({ id }) => id > 2),
        unit: { operators: ["=", "!"], test: () => true },
      },
      present: (role) => present.role(role),
    }),
  }));

  api.on("GET", "/roles/{id}", ({ path, present }) => {
    const role = state.roles.get(Number(path.id));
    if (role === undefined) throw notFound();
    return { status: 200, resource: present.role(role) };
  });

  const lists = [
    { path: "/types", type: "Type", items: state.types },
    { path: "/statuses", type: "Status", items: state.statuses },
    { path: "/priorities", type: "Priority", items: state.priorities },
  ] as const;
  for (const { path, type, items } of lists) addReadOnlyList(api, path, type, items);

  for (const collection of ["projects", "workspaces"]) {
    api.on("GET", `/${collection}/{id}/types`, ({ path, query, may, present }) => {
      const project = may.visibleProject(state.findProject(path.id ?? ""));
      const href = present.href(`/${collection}/${project.id}/types`);
      const show = (item: Named) => namedResource(present.link(`/types/${item.id}`, item.name), "Type", item);
      return {
        status: 200,
        resource: wholeCollection(state.types.values(), { href, query, filters: {}, present: show }),
      };
    });
  }
}

export interface Named {
  readonly id: number;
  readonly name: string;
}

function addReadOnlyList(
  api: OpenProjectApi,
  path: string,
  type: string,
  items: ReadonlyMap<number, Named>,
): void {
  api.on("GET", path, ({ query, present }) => {
    const show = (item: Named) => namedResource(present.link(`${path}/${item.id}`, item.name), type, item);
    const options = { href: present.href(path), query, filters: {}, present: show };
    return { status: 200, resource: wholeCollection(items.values(), options) };
  });

  api.on("GET", `${path}/{id}`, ({ path: params, present }) => {
    const item = items.get(Number(params.id));
    if (item === undefined) throw notFound();
    return {
      status: 200,
      resource: namedResource(present.link(`${path}/${item.id}`, item.name), type, item),
    };
  });
}

export function namedResource(self: object, type: string, item: Named): object {
  return { _type: type, ...item, position: item.id, _links: { self } };
}
