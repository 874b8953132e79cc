import type { OpenProjectCall } from "./api.js";
import { pagedCollection } from "./collection.js";
import { dateFilter, type Filters, listFilter, statusFilter, textFilter } from "./filters.js";
import { projectOf } from "./find-work-package.js";
import type { Presenter } from "./presenter.js";
import type { OpenProjectProject, OpenProjectState, OpenProjectWorkPackage } from "./state.js";
import { workPackageResource } from "./work-package-resource.js";

/** Without filters only open work packages are listed. */
const OPEN_ONLY = JSON.stringify([{ status: { operator: "o", values: [] } }]);

/** What the short form of a list knows. */
const SELECTABLE = new Set(
  "_type id subject startDate dueDate date self project author assignee responsible".split(" "),
);

/** List visible work packages, of one project or of all. */
export function listWorkPackages(
  state: OpenProjectState,
  call: Pick<OpenProjectCall, "query" | "may" | "present">,
  path: string,
  within: OpenProjectProject | undefined,
): object {
  const { may, present, query } = call;
  const visible = [...state.workPackages.values()].filter((workPackage) => {
    const isWithin = within === undefined || workPackage.projectId === within.id;
    return isWithin && may.has("view_work_packages", projectOf(state, workPackage));
  });
  const lost = query.has("timestamps") ? [...state.deletedWorkPackages.values()] : [];
  return pagedCollection([...visible, ...lost], {
    type: "WorkPackageCollection",
    href: present.href(path),
    query,
    filters: filtersOf(state),
    selectable: SELECTABLE,
    groups: groupsOf(state),
    defaultFilters: OPEN_ONLY,
    sorts: {
      id: ({ id }) => id,
      subject: ({ subject }) => subject,
      createdAt: ({ createdAt }) => createdAt,
      updatedAt: ({ updatedAt }) => updatedAt,
      status: ({ statusId }) => statusId,
      priority: ({ priorityId }) => priorityId,
    },
    // One that is gone was still there at another time: it is listed, with nothing in it.
    present: (workPackage) =>
      lost.includes(workPackage) ? stubOf(present, workPackage) : workPackageResource(present, workPackage),
  });
}

function stubOf(present: Presenter, { id }: OpenProjectWorkPackage): object {
  const self = present.link(`/work_packages/${id}`);
  return { _type: "WorkPackage", id, _meta: { exists: false }, _links: { self } };
}

function groupsOf(state: OpenProjectState) {
  return {
    status: ({ statusId }: OpenProjectWorkPackage) => state.statuses.get(statusId)?.name ?? "",
    type: ({ typeId }: OpenProjectWorkPackage) => state.types.get(typeId)?.name ?? "",
    priority: ({ priorityId }: OpenProjectWorkPackage) => state.priorities.get(priorityId)?.name ?? "",
  };
}

function filtersOf(state: OpenProjectState): Filters<OpenProjectWorkPackage> {
  return {
    assignee: listFilter(({ assigneeId }) => [assigneeId]),
    createdAt: dateFilter(({ createdAt }) => createdAt),
    updatedAt: dateFilter(({ updatedAt }) => updatedAt),
    dueDate: dateFilter(({ dueDate }) => dueDate),
    startDate: dateFilter(({ startDate }) => startDate),
    version: listFilter(({ versionId }) => [versionId]),
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
