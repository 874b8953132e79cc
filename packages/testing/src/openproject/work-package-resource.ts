import { customLinks, customProperties } from "./custom-fields.js";
import { formattable } from "./formattable.js";
import type { Presenter } from "./presenter.js";
import { UNDISCLOSED } from "./request-body.js";
import { type Named, namedResource } from "./root.js";
import type { OpenProjectWorkPackage } from "./state.js";
import { embeddedFiles, linksToFiles } from "./work-package-files.js";

/** A work package as HAL. */
export function workPackageResource(present: Presenter, workPackage: OpenProjectWorkPackage): object {
  const { state, may } = present;
  const { id, lockVersion, subject, startDate, dueDate, estimatedTime, createdAt, updatedAt, parentId } =
    workPackage;
  const { remainingTime, duration, versionId, categoryId, sprintId, projectPhaseId } = workPackage;
  const { storyPoints, customValues } = workPackage;
  const path = `/work_packages/${id}`;
  const project = state.projects.get(workPackage.projectId);
  const parent = parentId === null ? undefined : state.workPackages.get(parentId);
  const children = [...state.workPackages.values()].filter((other) => other.parentId === id);
  const type = state.types.get(workPackage.typeId);
  const status = state.statuses.get(workPackage.statusId);
  const priority = state.priorities.get(workPackage.priorityId);
  return {
    _type: "WorkPackage",
    id,
    lockVersion,
    subject,
    description: formattable(workPackage.description),
    scheduleManually: true,
    readonly: false,
    ...(type?.isMilestone ? { date: dueDate } : { startDate, dueDate, duration }),
    estimatedTime,
    remainingTime,
    percentageDone: null,
    storyPoints,
    createdAt,
    updatedAt,
    ...customProperties(state, customValues),
    _links: {
      self: present.link(path, subject),
      schema: present.link(`/work_packages/schemas/${workPackage.projectId}-${workPackage.typeId}`),
      ...(project &&
        may.has("edit_work_packages", project) && {
          update: present.action(`${path}/form`, "post"),
          updateImmediately: present.action(path, "patch"),
        }),
      ...(project && may.has("delete_work_packages", project) && { delete: present.action(path, "delete") }),
      project: present.projectLink(workPackage.projectId),
      type: present.link(`/types/${workPackage.typeId}`, type?.name),
      status: present.link(`/statuses/${workPackage.statusId}`, status?.name),
      priority: present.link(`/priorities/${workPackage.priorityId}`, priority?.name),
      author: present.principalLink(workPackage.authorId),
      assignee: present.principalLink(workPackage.assigneeId),
      responsible: present.principalLink(workPackage.responsibleId),
      version: present.recordLink("/versions", versionId),
      category: present.recordLink("/categories", categoryId),
      sprint: present.recordLink("/sprints", sprintId),
      projectPhase: present.recordLink("/project_phases", projectPhaseId),
      ...linksToFiles(present, id),
      ...customLinks(present, customValues),
      parent: parent ? workPackageLink(present, parent) : { href: null },
      children: children.map((child) => workPackageLink(present, child)),
    },
  };
}

function workPackageLink(present: Presenter, { id, subject, projectId }: OpenProjectWorkPackage): object {
  const project = present.state.projects.get(projectId);
  const isSeen = project !== undefined && present.may.has("view_work_packages", project);
  return isSeen ? present.link(`/work_packages/${id}`, subject) : { href: UNDISCLOSED, title: "Undisclosed" };
}

/** One that is got by itself embeds what it is linked to. */
export function workPackageWithParts(present: Presenter, workPackage: OpenProjectWorkPackage): object {
  const { state } = present;
  const { typeId, statusId, priorityId, projectId, authorId, assigneeId } = workPackage;
  const part = (type: string, path: string, items: ReadonlyMap<number, Named>, id: number) => {
    const item = items.get(id);
    return item && namedResource(present.link(`${path}/${id}`, item.name), type, item);
  };
  const project = state.projects.get(projectId);
  return {
    ...workPackageResource(present, workPackage),
    _embedded: {
      type: part("Type", "/types", state.types, typeId),
      status: part("Status", "/statuses", state.statuses, statusId),
      priority: part("Priority", "/priorities", state.priorities, priorityId),
      project: project && present.project(project),
      author: present.principal(authorId),
      assignee: assigneeId === null ? undefined : present.principal(assigneeId),
      ...embeddedFiles(present, workPackage.id),
    },
  };
}
