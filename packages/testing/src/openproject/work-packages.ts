import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { wholeCollection } from "./collection.js";
import { MultipleErrors, notFound, updateConflict } from "./errors.js";
import { findWorkPackage, projectOf } from "./find-work-package.js";
import { addJournalEntry } from "./journal.js";
import { WORKSPACES } from "./request-body.js";
import type { OpenProjectState } from "./state.js";
import { draftWorkPackage, newWorkPackage } from "./work-package-changes.js";
import { writeFiles } from "./work-package-files.js";
import { workPackageForm, workPackageSchema } from "./work-package-form.js";
import { listWorkPackages as list } from "./work-package-list.js";
import { workPackageResource, workPackageWithParts } from "./work-package-resource.js";

/** Work packages. */
export function addWorkPackageEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const now = () => new Date(clock.now()).toISOString();

  api.on("GET", "/work_packages", (call) => ({
    status: 200,
    resource: list(state, call, "/work_packages", undefined),
  }));

  for (const collection of ["projects", "workspaces"]) {
    const path = `/${collection}/{id}/work_packages`;
    const projectOfPath = (call: OpenProjectCall) => {
      return call.may.visibleProject(state.findProject(call.path.id ?? ""));
    };
    api.on("GET", path, (call) => {
      const project = projectOfPath(call);
      const href = `/${collection}/${project.id}/work_packages`;
      return { status: 200, resource: list(state, call, href, project) };
    });
    api.on("POST", path, (call) => ({
      status: 201,
      resource: create(state, call, now(), projectOfPath(call).id),
    }));
    api.on("POST", `${path}/form`, (call) => ({
      status: 200,
      resource: form(state, call, now(), projectOfPath(call).id),
    }));
  }

  api.on("POST", "/work_packages", (call) => {
    return {
      status: 201,
      resource: create(state, call, now(), call.body.link("project", ...WORKSPACES) ?? undefined),
    };
  });

  api.on("POST", "/work_packages/form", (call) => {
    const projectId = call.body.link("project", ...WORKSPACES) ?? undefined;
    return { status: 200, resource: form(state, call, now(), projectId) };
  });

  api.on("POST", "/work_packages/{id}/form", (call) => {
    const current = findWorkPackage(state, call);
    // Not a form with an error in it: the form itself is refused.
    if (call.body.integer("lockVersion") !== current.lockVersion) throw updateConflict();
    const draft = draftWorkPackage(state, call.body, current);
    return { status: 200, resource: workPackageForm(call.present, draft, `/work_packages/${current.id}`) };
  });

  api.on("GET", "/work_packages/schemas/{id}", (call) => {
    return { status: 200, resource: schemaOf(state, call, call.path.id ?? "") };
  });

  api.on("GET", "/work_packages/schemas", (call) => {
    const asked = /"values":\[([^\]]*)\]/.exec(call.query.get("filters") ?? "")?.[1]?.match(/\d+-\d+/g) ?? [];
    const resource = wholeCollection(asked, {
      href: call.present.href("/work_packages/schemas"),
      query: new URLSearchParams(),
      filters: {},
      present: (pair) => schemaOf(state, call, pair),
    });
    return { status: 200, resource };
  });

  api.on("GET", "/work_packages/{id}", (call) => {
    return { status: 200, resource: workPackageWithParts(call.present, findWorkPackage(state, call)) };
  });

  api.on("GET", "/time_entries/available_work_packages", (call) => ({
    status: 200,
    resource: list(state, call, "/time_entries/available_work_packages", undefined),
  }));

  api.on("PATCH", "/work_packages/{id}", (call) => {
    const current = findWorkPackage(state, call);
    call.may.require("edit_work_packages", projectOf(state, current));
    // None given is a conflict as well.
    if (call.body.integer("lockVersion") !== current.lockVersion) throw updateConflict();
    const { workPackage, errors } = draftWorkPackage(state, call.body, current);
    if (errors.length > 0) throw new MultipleErrors(errors);
    writeFiles(state, call.body, current.id);
    const lockVersion = current.lockVersion + 1;
    Object.assign(current, workPackage, { lockVersion, updatedAt: now() });
    addJournalEntry(state, current, call.user?.id ?? 0, now());
    return { status: 200, resource: workPackageResource(call.present, current) };
  });

  api.on("DELETE", "/work_packages/{id}", (call) => {
    const workPackage = findWorkPackage(state, call);
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
  writeFiles(state, body, added.id);
  state.workPackages.set(added.id, added);
  addJournalEntry(state, added, user?.id ?? 0, now);
  return workPackageResource(present, added);
}

function form(
  state: OpenProjectState,
  { user, body, present }: OpenProjectCall,
  now: string,
  projectId: number | undefined,
): object {
  const empty = newWorkPackage(state, { now, authorId: user?.id ?? 0, projectId: projectId ?? 0 });
  return workPackageForm(present, draftWorkPackage(state, body, empty), "/work_packages");
}

/** By project and type: `3-1`. */
function schemaOf(state: OpenProjectState, { may, present }: OpenProjectCall, pair: string): object {
  const [projectId, typeId] = pair.split("-").map(Number);
  const project = may.visibleProject(state.projects.get(projectId ?? 0));
  if (!state.types.has(typeId ?? 0)) throw notFound();
  return workPackageSchema(present, project.id, typeId ?? 0);
}

/** With everything below it. */
function remove(state: OpenProjectState, id: number): void {
  for (const child of [...state.workPackages.values()]) if (child.parentId === id) remove(state, child.id);
  const workPackage = state.workPackages.get(id);
  if (workPackage) state.deletedWorkPackages.set(id, workPackage);
  state.workPackages.delete(id);
}
