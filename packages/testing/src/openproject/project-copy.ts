import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.js";
import type { OpenProjectApi, OpenProjectCall } from "./api.js";
import { constraintViolation, MultipleErrors, missingPermission, notFound } from "./errors.js";
import type { Presenter } from "./presenter.js";
import { draftProject } from "./project-changes.js";
import { projectForm } from "./project-form.js";
import type { OpenProjectJob, OpenProjectProject, OpenProjectState } from "./state.js";

/** Copies of projects, which are made in the background, and the jobs that make them. */
export function addProjectCopyEndpoints(api: OpenProjectApi, state: OpenProjectState, clock: Clock): void {
  const draft = (call: OpenProjectCall) => {
    const source = call.may.visibleProject(state.findProject(call.path.id ?? ""));
    if (!call.may.isAdmin) throw missingPermission();
    const now = new Date(clock.now()).toISOString();
    const blank = { ...source, id: 0, name: "", identifier: "", createdAt: now, updatedAt: now };
    return { source, ...draftProject(state, call.may, call.body, blank) };
  };

  api.on("POST", "/projects/{id}/copy/form", (call) => {
    const { source, project, errors } = draft(call);
    return { status: 200, resource: projectForm(call.present, { project, errors }, source.id) };
  });

  api.on("POST", "/projects/{id}/copy", (call) => {
    const { source, project, errors } = draft(call);
    if (errors.length > 0) throw new MultipleErrors(errors);
    const meta = Object(call.body.value("_meta"));
    const job: OpenProjectJob = {
      id: randomUUID(),
      status: "in_queue",
      message: "",
      payload: {},
      steps: [],
    };
    job.steps.push(
      () => {
        job.status = "in_process";
      },
      () => finish(state, call.present, job, source, project, meta),
    );
    state.jobs.set(job.id, job);
    return { status: 302, location: call.present.href(`/job_statuses/${job.id}`) };
  });

  api.on("GET", "/job_statuses/{id}", ({ path, present }) => {
    const job = state.jobs.get(path.id ?? "");
    if (job === undefined) throw notFound();
    job.steps.shift()?.();
    const { id, status, message, payload } = job;
    const _links = { self: present.link(`/job_statuses/${id}`) };
    return { status: 200, resource: { _type: "JobStatus", jobId: id, status, message, payload, _links } };
  });
}

/** Everything is copied that `_meta` does not leave out. */
function finish(
  state: OpenProjectState,
  present: Presenter,
  job: OpenProjectJob,
  source: OpenProjectProject,
  draft: OpenProjectProject,
  meta: Readonly<Record<string, unknown>>,
): void {
  if (state.findProject(draft.identifier) !== undefined) {
    const { message } = constraintViolation("identifier", "Identifier has already been taken.");
    Object.assign(job, { status: "failure", message, payload: { errors: [message] } });
    return;
  }
  const copy = { ...draft, id: state.nextId() };
  state.projects.set(copy.id, copy);
  if (meta.copyMembers !== false) {
    for (const membership of [...state.memberships.values()]) {
      if (membership.projectId !== source.id) continue;
      const id = state.nextId();
      state.memberships.set(id, { ...membership, id, projectId: copy.id });
    }
  }
  if (meta.copyWorkPackages !== false) {
    for (const workPackage of [...state.workPackages.values()]) {
      if (workPackage.projectId !== source.id) continue;
      const id = state.nextId();
      state.workPackages.set(id, { ...workPackage, id, projectId: copy.id, parentId: null });
    }
  }
  const project = present.link(`/projects/${copy.id}`, copy.name);
  Object.assign(job, {
    status: "success",
    message: `Created project ${copy.name}`,
    payload: { _links: { project } },
  });
}
