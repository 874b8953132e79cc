import type { OpenProjectCall } from "./api.js";
import { notFound } from "./errors.js";
import type { OpenProjectProject, OpenProjectState, OpenProjectWorkPackage } from "./state.js";

/** A visible work package, by the path's `id`. */
export function findWorkPackage(
  state: OpenProjectState,
  { path, may }: Pick<OpenProjectCall, "path" | "may">,
): OpenProjectWorkPackage {
  const workPackage = state.workPackages.get(Number(path.id));
  if (workPackage === undefined || !may.has("view_work_packages", projectOf(state, workPackage))) {
    throw notFound();
  }
  return workPackage;
}

/** The project of a work package. */
export function projectOf(
  state: OpenProjectState,
  { projectId }: OpenProjectWorkPackage,
): OpenProjectProject {
  const project = state.projects.get(projectId);
  if (project === undefined) throw notFound();
  return project;
}
