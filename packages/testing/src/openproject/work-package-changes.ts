import { writeCustomValues } from "./custom-fields.js";
import { constraintViolation, formatError, type OpenProjectError, readOnly } from "./errors.js";
import { PRINCIPALS, type RequestBody, WORKSPACES } from "./request-body.js";
import type { OpenProjectState, OpenProjectWorkPackage } from "./state.js";

/** A work package as a body would make it, and what speaks against that. */
export interface WorkPackageDraft {
  readonly workPackage: OpenProjectWorkPackage;
  readonly errors: readonly OpenProjectError[];
}

/** Apply a body to a work package without saving it. */
export function draftWorkPackage(
  state: OpenProjectState,
  body: RequestBody,
  current: OpenProjectWorkPackage,
): WorkPackageDraft {
  const assigneeId = body.link("assignee", ...PRINCIPALS);
  const responsibleId = body.link("responsible", ...PRINCIPALS);
  const parentId = body.link("parent", "work_packages");
  const startDate = body.nullableText("startDate");
  const date = body.nullableText("date");
  const dueDate = date === undefined ? body.nullableText("dueDate") : date;
  const estimatedTime = body.duration("estimatedTime");
  const remainingTime = body.duration("remainingTime");
  const duration = body.duration("duration");
  const versionId = body.link("version", "versions");
  const categoryId = body.link("category", "categories");
  const sprintId = body.link("sprint", "sprints");
  const projectPhaseId = body.link("projectPhase", "project_phases");
  const custom = writeCustomValues(state, body, current.customValues);
  const workPackage: OpenProjectWorkPackage = {
    ...current,
    subject: body.text("subject") ?? current.subject,
    description: body.formattable("description") ?? current.description,
    startDate: startDate === undefined ? current.startDate : startDate,
    dueDate: dueDate === undefined ? current.dueDate : dueDate,
    estimatedTime: estimatedTime === undefined ? current.estimatedTime : inHours(estimatedTime),
    remainingTime: remainingTime === undefined ? current.remainingTime : inHours(remainingTime),
    duration: duration === undefined ? current.duration : duration,
    versionId: versionId === undefined ? current.versionId : versionId,
    categoryId: categoryId === undefined ? current.categoryId : categoryId,
    sprintId: sprintId === undefined ? current.sprintId : sprintId,
    projectPhaseId: projectPhaseId === undefined ? current.projectPhaseId : projectPhaseId,
    storyPoints: storyPointsIn(body) ?? (body.value("storyPoints") === null ? null : current.storyPoints),
    customValues: custom.values,
    projectId: body.link("project", ...WORKSPACES) ?? current.projectId,
    typeId: body.link("type", "types") ?? current.typeId,
    statusId: body.link("status", "statuses") ?? current.statusId,
    priorityId: body.link("priority", "priorities") ?? current.priorityId,
    assigneeId: assigneeId === undefined ? current.assigneeId : assigneeId,
    responsibleId: responsibleId === undefined ? current.responsibleId : responsibleId,
    parentId: parentId === undefined ? current.parentId : parentId,
  };
  return {
    workPackage,
    errors: [...dateErrors(state, body, workPackage), ...errorsOf(state, workPackage), ...custom.errors],
  };
}

function storyPointsIn(body: RequestBody): number | undefined {
  const value = body.value("storyPoints") ?? undefined;
  if (value !== undefined && !Number.isInteger(value)) throw formatError("storyPoints", "Integer", value);
  return body.integer("storyPoints");
}

/** Milestones have a date, everything else a start and an end; the wrong kind cannot be written. */
function dateErrors(
  state: OpenProjectState,
  body: RequestBody,
  { typeId }: OpenProjectWorkPackage,
): OpenProjectError[] {
  const isMilestone = state.types.get(typeId)?.isMilestone ?? false;
  const wrong = isMilestone ? ["startDate", "dueDate", "duration"] : ["date"];
  return wrong.filter((name) => body.has(name)).map(readOnly);
}

/** Minutes beyond an hour are written as hours, and hours beyond a day as days. */
function inHours(duration: string | null): string | null {
  const [, days, hours, minutes] = /^P(?:(\d+)D)?(?:T(?:([\d.]+)H)?(?:(\d+)M)?)?$/.exec(duration ?? "") ?? [];
  const total = Number(days ?? 0) * 1440 + Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  if (total === 0) return duration;
  const parts = [Math.floor(total / 60) % 24, total % 60];
  const time = `${parts[0] ? `${parts[0]}H` : ""}${parts[1] ? `${parts[1]}M` : ""}`;
  return `P${total >= 1440 ? `${Math.floor(total / 1440)}D` : ""}${time && `T${time}`}`;
}

/** A work package with nothing but what the server fills in. */
export function newWorkPackage(
  state: OpenProjectState,
  { now, authorId, projectId }: { now: string; authorId: number; projectId: number },
): OpenProjectWorkPackage {
  const defaultId = (items: ReadonlyMap<number, { id: number; isDefault: boolean }>) => {
    return [...items.values()].find(({ isDefault }) => isDefault)?.id ?? 0;
  };
  return {
    id: 0,
    lockVersion: 0,
    subject: "",
    description: "",
    startDate: null,
    dueDate: null,
    estimatedTime: null,
    remainingTime: null,
    duration: null,
    projectId,
    typeId: defaultId(state.types),
    statusId: defaultId(state.statuses),
    priorityId: defaultId(state.priorities),
    authorId,
    assigneeId: null,
    responsibleId: null,
    versionId: null,
    categoryId: null,
    sprintId: null,
    projectPhaseId: null,
    storyPoints: null,
    parentId: null,
    customValues: {},
    createdAt: now,
    updatedAt: now,
  };
}

function errorsOf(state: OpenProjectState, workPackage: OpenProjectWorkPackage): OpenProjectError[] {
  const { subject, projectId, typeId, statusId, priorityId, assigneeId, parentId, startDate, dueDate } =
    workPackage;
  const isMember = (id: number) => {
    return [...state.memberships.values()].some(
      (entry) => entry.projectId === projectId && entry.principalId === id,
    );
  };
  const isWrongOrder = startDate !== null && dueDate !== null && dueDate < startDate;
  return [
    subject.trim() === "" && constraintViolation("subject", "Subject can't be blank."),
    subject.length > 255 &&
      constraintViolation("subject", "Subject is too long (maximum is 255 characters)."),
    !state.projects.has(projectId) && constraintViolation("project", "Project can't be blank."),
    !state.types.has(typeId) && constraintViolation("type", "Type is not set to one of the allowed values."),
    !state.statuses.has(statusId) &&
      constraintViolation("status", "Status is not set to one of the allowed values."),
    !state.priorities.has(priorityId) && constraintViolation("priority", "Priority can't be blank."),
    assigneeId !== null &&
      !isMember(assigneeId) &&
      constraintViolation(
        "assignee",
        "The chosen user is not allowed to be 'Assignee' for this work package.",
      ),
    parentId !== null &&
      !state.workPackages.has(parentId) &&
      constraintViolation("parent", "Parent does not exist."),
    isWrongOrder &&
      constraintViolation("dueDate", "Finish date must be greater than or equal to the start date."),
  ].filter((error) => error !== false);
}
