import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { pagedCollection } from "./collection.js";
import { MultipleErrors, missingPermission } from "./errors.js";
import { type Filters, flagFilter, listFilter, textFilter } from "./filters.js";
import { ancestorsOf } from "./presenter.js";
import { draftProject } from "./project-changes.js";
import { projectForm } from "./project-form.js";
import type { OpenProjectProject, OpenProjectState } from "./state.js";
import { projectIdsOf } from "./users.js";

/** Projects. */
export function addProjectEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const now = () => new Date(clock.now()).toISOString();

  api.on("GET", "/projects", (call) => ({
    status: 200,
    resource: list(state, call, "/projects", () => true),
  }));

  for (const path of ["/projects/available_parent_projects", "/memberships/available_projects"]) {
    const permission = path.startsWith("/projects") ? "add_subprojects" : "manage_members";
    api.on("GET", path, (call) => {
      return {
        status: 200,
        resource: list(state, call, path, (project) => call.may.has(permission, project)),
      };
    });
  }

  api.on("POST", "/projects", ({ body, may, present }) => {
    may.requireAdmin();
    const { project, errors } = draftProject(state, may, body, newProject(now()));
    if (errors.length > 0) throw new MultipleErrors(errors);
    const added = { ...project, id: state.nextId() };
    state.projects.set(added.id, added);
    return { status: 201, resource: present.project(added) };
  });

  api.on("POST", "/projects/form", ({ body, may, present }) => {
    may.requireAdmin();
    return { status: 200, resource: projectForm(present, draftProject(state, may, body, newProject(now()))) };
  });

  api.on("GET", "/projects/{id}", (call) => ({
    status: 200,
    resource: call.present.project(find(state, call)),
  }));

  api.on("POST", "/projects/{id}/form", (call) => {
    const project = find(state, call);
    call.may.require("edit_project", project);
    const draft = draftProject(state, call.may, call.body, project);
    return { status: 200, resource: projectForm(call.present, draft, project.id) };
  });

  api.on("PATCH", "/projects/{id}", (call) => {
    const current = find(state, call);
    const { project, errors } = draftProject(state, call.may, call.body, current);
    call.may.require(isArchivingOnly(current, project) ? "archive_project" : "edit_project", current);
    if (errors.length > 0) throw new MultipleErrors(errors);
    Object.assign(current, project, { updatedAt: now() });
    return { status: 200, resource: call.present.project(current) };
  });

  api.on("DELETE", "/projects/{id}", (call) => {
    const project = find(state, call);
    if (!call.may.isAdmin) throw missingPermission();
    remove(state, project);
    return { status: 204 };
  });
}

/** A visible project, by id or identifier. */
function find(state: OpenProjectState, { path, may }: OpenProjectCall): OpenProjectProject {
  return may.visibleProject(state.findProject(path.id ?? ""));
}

function list(
  state: OpenProjectState,
  { query, may, present }: OpenProjectCall,
  path: string,
  isIncluded: (project: OpenProjectProject) => boolean,
): object {
  const visible = [...state.projects.values()].filter((project) => may.sees(project) && isIncluded(project));
  return pagedCollection(visible, {
    href: present.href(path),
    query,
    filters: filtersOf(state),
    sorts: {
      id: ({ id }) => id,
      name: ({ name }) => name.toLowerCase(),
      typeahead: ({ name }) => name.toLowerCase(),
      created_at: ({ createdAt }) => createdAt,
      public: (project) => Number(project.public),
    },
    present: (project) => present.project(project),
  });
}

function filtersOf(state: OpenProjectState): Filters<OpenProjectProject> {
  return {
    active: flagFilter(({ active }) => active),
    ancestor: listFilter((project) => ancestorsOf(state, project).map(({ id }) => id)),
    favorited: flagFilter(() => false),
    id: listFilter(({ id }) => [id]),
    name_and_identifier: textFilter(({ name, identifier }) => [name, identifier]),
    parent_id: listFilter(({ parentId }) => [parentId]),
    principal: listFilter(({ id }) => {
      const principals = [...state.users.keys(), ...state.groups.keys()];
      return principals.filter((principal) => projectIdsOf(state, principal).includes(id));
    }),
    public: flagFilter((project) => project.public),
    typeahead: textFilter(({ name, identifier }) => [name, identifier]),
  };
}

function newProject(now: string): OpenProjectProject {
  return {
    id: 0,
    identifier: "",
    name: "",
    active: true,
    public: false,
    description: "",
    status: null,
    statusExplanation: "",
    parentId: null,
    createdAt: now,
    updatedAt: now,
  };
}

function isArchivingOnly(before: OpenProjectProject, after: OpenProjectProject): boolean {
  return (
    before.active !== after.active &&
    JSON.stringify({ ...after, active: before.active }) === JSON.stringify(before)
  );
}

/** Subprojects, memberships and work packages go with it. The real server takes its time over that. */
function remove(state: OpenProjectState, { id }: OpenProjectProject): void {
  for (const project of [...state.projects.values()]) if (project.parentId === id) remove(state, project);
  for (const entry of [...state.memberships.values()]) {
    if (entry.projectId === id) state.memberships.delete(entry.id);
  }
  for (const entry of [...state.workPackages.values()]) {
    if (entry.projectId === id) state.workPackages.delete(entry.id);
  }
  state.projects.delete(id);
}
