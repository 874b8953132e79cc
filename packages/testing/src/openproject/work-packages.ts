import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { pagedCollection } from "./collection.js";
import { MultipleErrors, notFound, updateConflict } from "./errors.js";
import { type Filters, listFilter, statusFilter, textFilter } from "./filters.js";
import { WORKSPACES } from "./request-body.js";
import type { OpenProjectProject, OpenProjectState, OpenProjectWorkPackage } from "./state.js";
import { draftWorkPackage, newWorkPackage } from "./work-package-changes.js";
import { workPackageResource } from "./work-package-resource.js";

/** Without filters only open work packages are listed. */
const OPEN_ONLY = JSON.stringify([{ status: { operator: "o", values: [] } }]);

/** Work packages. */
export function addWorkPackageEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const now = () => new Date(clock.now()).toISOString();

  api.on("GET", "/work_packages", (call) => ({
    status: 200,
    resource: list(state, call, "/work_packages", undefined),
  }));

  api.on("GET", "/projects/{id}/work_packages", (call) => {
    const project = call.may.visibleProject(state.findProject(call.path.id ?? ""));
    return { status: 200, resource: list(state, call, `/projects/${project.id}/work_packages`, project) };
  });

  api.on("POST", "/work_packages", (call) => {
    return {
      status: 201,
      resource: create(state, call, now(), call.body.link("project", ...WORKSPACES) ?? undefined),
    };
  });

  api.on("POST", "/projects/{id}/work_packages", (call) => {
    const project = call.may.visibleProject(state.findProject(call.path.id ?? ""));
    return { status: 201, resource: create(state, call, now(), project.id) };
  });

  api.on("GET", "/work_packages/{id}", (call) => {
    return { status: 200, resource: workPackageResource(call.present, find(state, call)) };
  });

  api.on("PATCH", "/work_packages/{id}", (call) => {
    const current = find(state, call);
    call.may.require("edit_work_packages", projectOf(state, current));
    // None given is a conflict as well.
    if (call.body.integer("lockVersion") !== current.lockVersion) throw updateConflict();
    const { workPackage, errors } = draftWorkPackage(state, call.body, current);
    if (errors.length > 0) throw new MultipleErrors(errors);
    const lockVersion = current.lockVersion + 1;
    Object.assign(current, workPackage, { lockVersion, updatedAt: now() });
    return { status: 200, resource: workPackageResource(call.present, current) };
  });

  api.on("DELETE", "/work_packages/{id}", (call) => {
    const workPackage = find(state, call);
    call.may.require("delete_work_packages", projectOf(state, workPackage));
    remove(state, workPackage.id);
    return { status: 204 };
  });
}

function create(
  state: OpenProjectState,
  call: OpenProjectCall,
  now: string,
  projectId: number | undefined,
): object {
  const { user, body, may, present } = call;
  const project = projectId === undefined ? undefined : state.projects.get(projectId);
  if (project && may.sees(project)) may.require("add_work_packages", project);
  const empty = newWorkPackage(state, { now, authorId: user?.id ?? 0, projectId: projectId ?? 0 });
  const { workPackage, errors } = draftWorkPackage(state, body, empty);
  if (errors.length > 0) throw new MultipleErrors(errors);
  const added = { ...workPackage, id: state.nextId() };
  state.workPackages.set(added.id, added);
  return workPackageResource(present, added);
}

function list(
  state: OpenProjectState,
  { query, may, present }: OpenProjectCall,
  path: string,
  within: OpenProjectProject | undefined,
): object {
  const visible = [...state.workPackages.values()].filter((workPackage) => {
    const isWithin = within === undefined || workPackage.projectId === within.id;
    return isWithin && may.has("view_work_packages", projectOf(state, workPackage));
  });
  return pagedCollection(visible, {
    type: "WorkPackageCollection",
    href: present.href(path),
    query,
    filters: filtersOf(state),
    defaultFilters: OPEN_ONLY,
    sorts: {
      id: ({ id }) => id,
      subject: ({ subject }) => subject,
      createdAt: ({ createdAt }) => createdAt,
      updatedAt: ({ updatedAt }) => updatedAt,
      status: ({ statusId }) => statusId,
      priority: ({ priorityId }) => priorityId,
    },
    present: (workPackage) => workPackageResource(present, workPackage),
  });
}

function filtersOf(state: OpenProjectState): Filters<OpenProjectWorkPackage> {
  return {
    assignee: listFilter(({ assigneeId }) => [assigneeId]),
    author: listFilter(({ authorId }) => [authorId]),
    id: listFilter(({ id }) => [id]),
    parent: listFilter(({ parentId }) => [parentId]),
    priority: listFilter(({ priorityId }) => [priorityId]),
    project: listFilter(({ projectId }) => [projectId]),
    responsible: listFilter(({ responsibleId }) => [responsibleId]),
    search: textFilter(({ subject, description }) => [subject, description]),
    status: statusFilter(({ statusId }) => ({
      id: statusId,
      isClosed: state.statuses.get(statusId)?.isClosed ?? false,
    })),
    subject: textFilter(({ subject }) => [subject]),
    subjectOrId: textFilter(({ subject, id }) => [subject, String(id)]),
    type: listFilter(({ typeId }) => [typeId]),
  };
}

function find(state: OpenProjectState, { path, may }: OpenProjectCall): OpenProjectWorkPackage {
  const workPackage = state.workPackages.get(Number(path.id));
  if (workPackage === undefined || !may.has("view_work_packages", projectOf(state, workPackage))) {
    throw notFound();
  }
  return workPackage;
}

function projectOf(state: OpenProjectState, { projectId }: OpenProjectWorkPackage): OpenProjectProject {
  const project = state.projects.get(projectId);
  if (project === undefined) throw notFound();
  return project;
}

/** With everything below it. */
function remove(state: OpenProjectState, id: number): void {
  for (const child of [...state.workPackages.values()]) if (child.parentId === id) remove(state, child.id);
  state.workPackages.delete(id);
}
