import { customFieldSchemas } from "./custom-fields.js";
import type { Presenter } from "./presenter.js";
import type { WorkPackageDraft } from "./work-package-changes.js";
import { workPackageResource } from "./work-package-resource.js";

/** What may be written to work packages of a type in a project. */
export function workPackageSchema(present: Presenter, projectId: number, typeId: number): object {
  const { state } = present;
  const path = `/work_packages/schemas/${projectId}-${typeId}`;
  const isMilestone = state.types.get(typeId)?.isMilestone ?? false;
  const options = (collection: string, type: string, items: Iterable<{ id: number; name: string }>) => ({
    _embedded: {
      allowedValues: [...items].map(({ id, name }) => ({
        _type: type,
        id,
        name,
        _links: { self: present.link(`/${collection}/${id}`, name) },
      })),
    },
  });
  return {
    _type: "Schema",
    lockVersion: property("Integer", "Lock version", { writable: false }),
    id: property("Integer", "ID", { writable: false }),
    subject: property("String", "Subject", { required: true, minLength: 1, maxLength: 255 }),
    description: property("Formattable", "Description", {}),
    ...(isMilestone
      ? { date: property("Date", "Date", {}) }
      : { startDate: property("Date", "Start date", {}), dueDate: property("Date", "Finish date", {}) }),
    estimatedTime: property("Duration", "Work", {}),
    project: property("Project", "Project", {
      required: true,
      location: "_links",
      _links: { allowedValues: present.link("/work_packages/available_projects") },
    }),
    type: property("Type", "Type", {
      required: true,
      location: "_links",
      ...options("types", "Type", state.types.values()),
    }),
    status: property("Status", "Status", {
      required: true,
      location: "_links",
      ...options("statuses", "Status", state.statuses.values()),
    }),
    priority: property("Priority", "Priority", {
      required: true,
      location: "_links",
      ...options("priorities", "Priority", state.priorities.values()),
    }),
    assignee: property("User", "Assignee", {
      location: "_links",
      _links: { allowedValues: present.link(`/projects/${projectId}/available_assignees`) },
    }),
    ...customFieldSchemas(present, projectId),
    _links: { self: present.link(path) },
  };
}

/** The answer to a form: 200 whether the draft is good or not, and a link to commit only if it is. */
export function workPackageForm(
  present: Presenter,
  { workPackage, errors }: WorkPackageDraft,
  path: string,
): object {
  const isNew = workPackage.id === 0;
  return {
    _type: "Form",
    _embedded: {
      payload: workPackageResource(present, workPackage),
      schema: workPackageSchema(present, workPackage.projectId, workPackage.typeId),
      validationErrors: Object.fromEntries(errors.map((error) => [error.attribute, error.toJson()])),
    },
    _links: {
      self: present.action(`${path}/form`, "post"),
      validate: present.action(`${path}/form`, "post"),
      ...(errors.length === 0 && { commit: present.action(path, isNew ? "post" : "patch") }),
    },
  };
}

function property(type: string, name: string, details: object): object {
  return { type, name, required: false, hasDefault: false, writable: true, options: {}, ...details };
}
