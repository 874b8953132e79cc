import type { Presenter } from "./presenter.js";
import type { ProjectDraft } from "./project-changes.js";

/** The answer to a form: HTTP 200 whether the draft is good or not, and a link to commit only if it is. */
export function projectForm(present: Presenter, { project, errors }: ProjectDraft, id?: number): object {
  const path = id === undefined ? "/projects" : `/projects/${id}`;
  const { name, identifier, active, description, statusExplanation } = project;
  return {
    _type: "Form",
    _embedded: {
      payload: {
        name,
        identifier,
        active,
        public: project.public,
        description: { raw: description },
        statusExplanation: { raw: statusExplanation },
        _links: {
          parent: present.projectLink(project.parentId),
          status: { href: project.status && present.href(`/project_statuses/${project.status}`) },
        },
      },
      schema: {
        _type: "Schema",
        name: property("String", "Name", { required: true, minLength: 1, maxLength: 255 }),
        identifier: property("String", "Identifier", {
          required: id !== undefined,
          minLength: 1,
          maxLength: 100,
        }),
        active: property("Boolean", "Active", { required: false, hasDefault: true }),
        public: property("Boolean", "Public", { required: false, hasDefault: true }),
        description: property("Formattable", "Description", { required: false }),
        statusExplanation: property("Formattable", "Project status description", { required: false }),
        status: property("ProjectStatus", "Project status", { required: false, location: "_links" }),
        parent: {
          ...property("Project", "Subproject of", { required: false, location: "_links" }),
          _links: { allowedValues: present.link("/projects/available_parent_projects") },
        },
        _links: { self: present.link("/projects/schema") },
      },
      validationErrors: Object.fromEntries(errors.map((error) => [error.attribute, error.toJson()])),
    },
    _links: {
      self: present.action(`${path}/form`, "post"),
      validate: present.action(`${path}/form`, "post"),
      ...(errors.length === 0 && { commit: present.action(path, id === undefined ? "post" : "patch") }),
    },
  };
}

function property(type: string, name: string, details: object): object {
  return { type, name, hasDefault: false, writable: true, options: {}, ...details };
}
