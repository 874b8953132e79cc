import type { OpenProjectApi } from "./api.js";
import { pagedCollection, wholeCollection } from "./collection.js";
import { constraintViolation, notFound } from "./errors.js";
import { findWorkPackage, projectOf } from "./find-work-package.js";
import type { OpenProjectState, OpenProjectUser } from "./state.js";

/** Who watches a work package, and who could watch it or be assigned. */
export function addPeopleOfWorkPackageEndpoints(api: OpenProjectApi, state: OpenProjectState): void {
  const watchersOf = (id: number): Set<number> => {
    const known = state.watchers.get(id) ?? new Set<number>();
    state.watchers.set(id, known);
    return known;
  };
  const members = (projectId: number): OpenProjectUser[] => {
    const memberships = [...state.memberships.values()].filter((entry) => entry.projectId === projectId);
    return memberships.flatMap(({ principalId }) => state.users.get(principalId) ?? []);
  };

  api.on("GET", "/work_packages/{id}/watchers", (call) => {
    const { id } = findWorkPackage(state, call);
    const users = [...watchersOf(id)].flatMap((userId) => state.users.get(userId) ?? []);
    const resource = wholeCollection(users, {
      href: call.present.href(`/work_packages/${id}/watchers`),
      query: call.query,
      filters: {},
      present: (user) => call.present.user(user),
    });
    return { status: 200, resource };
  });

  api.on("POST", "/work_packages/{id}/watchers", (call) => {
    const workPackage = findWorkPackage(state, call);
    const userId = call.body.link("user", "users");
    const user = state.users.get(userId ?? 0);
    const mayWatch = user?.admin || members(workPackage.projectId).some(({ id }) => id === userId);
    if (user === undefined || !mayWatch) {
      throw constraintViolation("user", "User is not allowed to view this resource.");
    }
    const watchers = watchersOf(workPackage.id);
    const status = watchers.has(user.id) ? 200 : 201;
    watchers.add(user.id);
    return { status, resource: call.present.user(user) };
  });

  api.on("DELETE", "/work_packages/{id}/watchers/{userId}", (call) => {
    const { id } = findWorkPackage(state, call);
    if (!watchersOf(id).delete(Number(call.path.userId))) throw notFound();
    return { status: 204 };
  });

  for (const name of ["available_watchers", "available_assignees"]) {
    api.on("GET", `/work_packages/{id}/${name}`, (call) => {
      const workPackage = findWorkPackage(state, call);
      const watching = name === "available_watchers" ? watchersOf(workPackage.id) : new Set<number>();
      const users = members(projectOf(state, workPackage).id).filter(({ id }) => !watching.has(id));
      const resource = pagedCollection(users, {
        href: call.present.href(`/work_packages/${workPackage.id}/${name}`),
        query: call.query,
        filters: {},
        present: (user) => call.present.user(user),
      });
      return { status: 200, resource };
    });
  }
}
