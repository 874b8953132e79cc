import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { pagedCollection } from "./collection.js";
import { constraintViolation, MultipleErrors, missingPermission, notFound, readOnly } from "./errors.js";
import { type Filters, listFilter, textFilter } from "./filters.js";
import type { Permissions } from "./permissions.js";
import { PRINCIPALS, WORKSPACES } from "./request-body.js";
import type { OpenProjectMembership, OpenProjectProject, OpenProjectState } from "./state.js";

/** Roles 1 and 2 are of those who are no members. */
const FIRST_GRANTABLE_ROLE = 3;

/** Memberships: who has which roles in which project. */
export function addMembershipEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const now = () => new Date(clock.now()).toISOString();

  api.on("GET", "/memberships", ({ query, may, present }) => {
    const resource = pagedCollection(
      [...state.memberships.values()].filter((entry) => isVisible(state, may, entry)),
      {
        href: present.href("/memberships"),
        query,
        filters: filtersOf(state, (id) => present.principalName(id)),
        sorts: {
          id: ({ id }) => id,
          name: ({ principalId }) => present.principalName(principalId),
          created_at: ({ createdAt }) => createdAt,
          updated_at: ({ updatedAt }) => updatedAt,
        },
        present: (membership) => present.membership(membership),
      },
    );
    return { status: 200, resource };
  });

  api.on("POST", "/memberships", (call) => {
    const membership = create(state, call, now());
    return { status: 201, resource: call.present.membershipWithParts(membership) };
  });

  api.on("GET", "/memberships/{id}", (call) => {
    return { status: 200, resource: call.present.membershipWithParts(find(state, call)) };
  });

  api.on("PATCH", "/memberships/{id}", (call) => {
    const membership = find(state, call);
    requireManagement(state, call.may, membership);
    const principal = call.body.link("principal", ...PRINCIPALS);
    const project = call.body.link("project", ...WORKSPACES);
    const roleIds = call.body.links("roles", "roles");
    if (principal !== undefined && principal !== membership.principalId) throw readOnly("principal");
    if (project !== undefined && project !== membership.projectId) throw readOnly("project");
    if (roleIds !== undefined) {
      checkRoles(state, roleIds);
      // Replaced, not added to.
      membership.roleIds = roleIds;
    }
    membership.updatedAt = now();
    return { status: 200, resource: call.present.membershipWithParts(membership) };
  });

  for (const path of ["/memberships/form", "/memberships/{id}/form"]) {
    api.on("POST", path, (call) => {
      const errors =
        path === "/memberships/form"
          ? draftMembership(state, call).errors
          : roleErrors(state, call.body.links("roles", "roles") ?? find(state, call).roleIds);
      const validationErrors = Object.fromEntries(errors.map((error) => [error.attribute, error.toJson()]));
      const commit = call.present.action("/memberships", "post");
      const _embedded = { payload: {}, schema: { _type: "Schema" }, validationErrors };
      const _links = errors.length === 0 ? { commit } : {};
      return { status: 200, resource: { _type: "Form", _embedded, _links } };
    });
  }

  api.on("DELETE", "/memberships/{id}", (call) => {
    const membership = find(state, call);
    requireManagement(state, call.may, membership);
    state.memberships.delete(membership.id);
    return { status: 204 };
  });

  const assignees = ({ path, query, may, present }: OpenProjectCall) => {
    const project = may.visibleProject(state.findProject(path.id ?? ""));
    const members = [...state.memberships.values()].filter(({ projectId }) => projectId === project.id);
    const users = members.flatMap(({ principalId }) => state.users.get(principalId) ?? []);
    const href = present.href(`/projects/${project.id}/available_assignees`);
    const resource = pagedCollection(users, {
      href,
      query,
      filters: {},
      present: (user) => present.user(user),
    });
    return { status: 200, resource };
  };
  for (const collection of ["projects", "workspaces"]) {
    api.on("GET", `/${collection}/{id}/available_assignees`, assignees);
  }
}

function create(state: OpenProjectState, call: OpenProjectCall, now: string): OpenProjectMembership {
  const { principalId, projectId, roleIds, errors } = draftMembership(state, call);
  if (errors.length > 0 || principalId === undefined) throw new MultipleErrors(errors);
  const membership = { id: state.nextId(), projectId, principalId, roleIds, createdAt: now, updatedAt: now };
  state.memberships.set(membership.id, membership);
  return membership;
}

function draftMembership(state: OpenProjectState, { body, may }: OpenProjectCall) {
  const principalId = body.link("principal", ...PRINCIPALS) ?? undefined;
  const projectId = body.link("project", ...WORKSPACES) ?? null;
  const roleIds = body.links("roles", "roles") ?? [];
  const project = projectId === null ? undefined : state.projects.get(projectId);
  const isProjectMissing = projectId !== null && (project === undefined || !may.sees(project));
  if (!isProjectMissing) requireManagementOf(may, project);
  const principals = [state.users, state.groups, state.recordsOf("/placeholder_users")];
  const isPrincipal = principalId !== undefined && principals.some((known) => known.has(principalId));
  const isTaken = [...state.memberships.values()].some((other) => {
    return other.principalId === principalId && other.projectId === projectId;
  });
  const errors = [
    isProjectMissing && constraintViolation("project", "Project can't be blank."),
    !isPrincipal && constraintViolation("principal", "Principal can't be blank."),
    isTaken && constraintViolation("user", "User has already been taken."),
    ...roleErrors(state, roleIds),
  ].filter((error) => error !== false);
  return { principalId, projectId, roleIds, errors };
}

function checkRoles(state: OpenProjectState, roleIds: readonly number[]): void {
  const errors = roleErrors(state, roleIds);
  if (errors.length > 0) throw new MultipleErrors(errors);
}

function roleErrors(state: OpenProjectState, roleIds: readonly number[]) {
  if (roleIds.length === 0) return [constraintViolation("roles", "Roles need to be assigned.")];
  const isGrantable = (id: number) => id >= FIRST_GRANTABLE_ROLE && state.roles.has(id);
  return roleIds.every(isGrantable) ? [] : [constraintViolation("roles", "Roles has an unassignable role.")];
}

function find(state: OpenProjectState, { path, may }: OpenProjectCall): OpenProjectMembership {
  const membership = state.memberships.get(Number(path.id));
  if (membership === undefined || !isVisible(state, may, membership)) throw notFound();
  return membership;
}

function isVisible(state: OpenProjectState, may: Permissions, { projectId }: OpenProjectMembership): boolean {
  const project = projectId === null ? undefined : state.projects.get(projectId);
  return project ? may.has("view_members", project) || may.has("manage_members", project) : may.isAdmin;
}

function requireManagement(
  state: OpenProjectState,
  may: Permissions,
  { projectId }: OpenProjectMembership,
): void {
  requireManagementOf(may, projectId === null ? undefined : state.projects.get(projectId));
}

/** Memberships of the whole instance are for administrators. */
function requireManagementOf(may: Permissions, project: OpenProjectProject | undefined): void {
  if (project ? !may.has("manage_members", project) : !may.isAdmin) throw missingPermission();
}

function filtersOf(state: OpenProjectState, nameOf: (id: number) => string): Filters<OpenProjectMembership> {
  const statusNumbers = { active: 1, registered: 2, locked: 3, invited: 4 };
  return {
    any_name_attribute: textFilter(({ principalId }) => {
      const user = state.users.get(principalId);
      return user ? [nameOf(principalId), user.login, user.email] : [nameOf(principalId)];
    }),
    group: listFilter(({ principalId }) => {
      return [...state.groups.values()].filter(({ members }) => members.has(principalId)).map(({ id }) => id);
    }),
    id: listFilter(({ id }) => [id]),
    name: textFilter(({ principalId }) => [nameOf(principalId)]),
    principal: listFilter(({ principalId }) => [principalId]),
    project: listFilter(({ projectId }) => [projectId]),
    role: listFilter(({ roleIds }) => roleIds),
    status: listFilter(({ principalId }) => [
      statusNumbers[state.users.get(principalId)?.status ?? "active"],
    ]),
  };
}
