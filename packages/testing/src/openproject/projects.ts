import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { pagedCollection } from "./collection.js";
import { MultipleErrors, missingPermission, notFound } from "./errors.js";
import { type Filters, flagFilter, listFilter, textFilter } from "./filters.js";
import { ancestorsOf } from "./presenter.js";
import { draftProject } from "./project-changes.js";
import { projectForm } from "./project-form.js";
import type { OpenProjectProject, OpenProjectState } from "./state.js";
import { projectIdsOf } from "./users.js";
import { isVersionSharedWith } from "./version-sharing.js";

/** Lists of the projects in which something may be done, by the permission that takes. */
const AVAILABLE = {
  "/projects/available_parent_projects": "add_subprojects",
  "/memberships/available_projects": "manage_members",
  "/versions/available_projects": "manage_versions",
  "/queries/available_projects": "view_work_packages",
  "/time_entries/available_projects": "log_time",
  "/work_packages/available_projects": "add_work_packages",
};

/** Projects. */
export function addProjectEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const now = () => new Date(clock.now()).toISOString();

  api.on("GET", "/projects", (call) => ({
    status: 200,
    resource: list(state, call, "/projects", () => true),
  }));

  for (const [path, permission] of Object.entries(AVAILABLE)) {
    api.on("GET", path, (call) => {
      return {
        status: 200,
        resource: list(state, call, path, (project) => call.may.has(permission, project)),
      };
    });
  }
  api.on("GET", "/work_packages/{id}/available_projects", (call) => ({
    status: 200,
    resource: list(state, call, "/work_packages/available_projects", () => true),
  }));
  for (const collection of ["projects", "workspaces"]) {
    api.on("GET", `/versions/{id}/${collection}`, (call) => {
      const version = state.recordsOf("/versions").get(Number(call.path.id));
      const path = `/versions/${call.path.id}/${collection}`;
      const mayUse = (project: OpenProjectProject): boolean => {
        if (version?.links.definingProject === `/projects/${project.id}`) return true;
        return version !== undefined && isVersionSharedWith(version, project, state);
      };
      return { status: 200, resource: list(state, call, path, mayUse) };
    });
  }
  api.on("GET", "/workspaces", (call) => ({
    status: 200,
    resource: list(state, call, "/workspaces", () => true),
  }));

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

  for (const collection of ["portfolios", "programs"]) {
    const type = collection === "portfolios" ? "Portfolio" : "Program";
    const isOfType = (project: OpenProjectProject) => project.workspaceType === type;
    const findOne = (call: OpenProjectCall) => {
      const project = find(state, call);
      if (!isOfType(project)) throw notFound();
      return project;
    };
    api.on("GET", `/${collection}`, (call) => ({
      status: 200,
      resource: list(state, call, `/${collection}`, isOfType),
    }));
    api.on("GET", `/${collection}/{id}`, (call) => ({
      status: 200,
      resource: call.present.project(findOne(call)),
    }));
    api.on("PATCH", `/${collection}/{id}`, (call) => {
      const current = findOne(call);
      call.may.require("edit_project", current);
      const { project, errors } = draftProject(state, call.may, call.body, current);
      if (errors.length > 0) throw new MultipleErrors(errors);
      Object.assign(current, project, { updatedAt: now() });
      return { status: 200, resource: call.present.project(current) };
    });
    api.on("POST", `/${collection}/{id}/form`, (call) => {
      const current = findOne(call);
      const draft = draftProject(state, call.may, call.body, current);
      return { status: 200, resource: projectForm(call.present, draft, current.id) };
    });
    api.on("DELETE", `/${collection}/{id}`, (call) => {
      call.may.requireAdmin();
      remove(state, findOne(call));
      return { status: 204 };
    });
  }

  api.on("GET", "/projects/{id}", (call) => {
    const project = find(state, call);
    if (project.looksLeft === 0) {
      remove(state, project);
      throw notFound();
    }
    if (project.looksLeft !== undefined) project.looksLeft -= 1;
    return { status: 200, resource: call.present.project(project) };
  });

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
    if (state.slowDeletions) Object.assign(project, { active: false, looksLeft: 2 });
    else remove(state, project);
    return { status: 204 };
  });
}

/** A visible project, by id or identifier. */
function find(state: OpenProjectState, { path, may }: OpenProjectCall): OpenProjectProject {
  return may.visibleProject(state.findProject(path.id ?? ""));
}

/** What the short form of a list knows. */
const SELECTABLE = new Set("_type id name identifier active public self ancestors".split(" "));

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
    selectable: SELECTABLE,
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
    customValues: {},
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

/** Subprojects, memberships and work packages go with it. */
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
