import { writeCustomValues } from "./custom-fields.js";
import { constraintViolation, type OpenProjectError } from "./errors.js";
import type { Permissions } from "./permissions.js";
import { ancestorsOf } from "./presenter.js";
import { generateIdentifier, identifierErrors } from "./project-identifier.js";
import { type RequestBody, WORKSPACES } from "./request-body.js";
import type { OpenProjectProject, OpenProjectState } from "./state.js";

const STATUSES = new Set(["on_track", "at_risk", "off_track", "not_started", "finished", "discontinued"]);

/** A project as a body would make it, and what speaks against that. */
export interface ProjectDraft {
  readonly project: OpenProjectProject;
  readonly errors: readonly OpenProjectError[];
}

/** Apply a body to a project without saving it. */
export function draftProject(
  state: OpenProjectState,
  may: Permissions,
  body: RequestBody,
  current: OpenProjectProject,
): ProjectDraft {
  const name = (body.text("name") ?? current.name).trim();
  const asked = body.text("identifier") ?? current.identifier;
  const identifier = asked === "" && name !== "" ? generateIdentifier(state, name) : asked;
  const status = body.code("status", "project_statuses");
  const parentId = body.link("parent", ...WORKSPACES);
  const custom = writeCustomValues(state, body, current.customValues ?? {});
  const project: OpenProjectProject = {
    ...current,
    customValues: custom.values,
    name,
    identifier,
    active: body.flag("active") ?? current.active,
    public: body.flag("public") ?? current.public,
    description: body.formattable("description") ?? current.description,
    statusExplanation: body.formattable("statusExplanation") ?? current.statusExplanation,
    status: status === undefined ? current.status : status,
    parentId: parentId === undefined ? current.parentId : parentId,
  };
  return { project, errors: [...errorsOf(state, may, project, current), ...custom.errors] };
}

function errorsOf(
  state: OpenProjectState,
  may: Permissions,
  project: OpenProjectProject,
  before: OpenProjectProject,
): OpenProjectError[] {
  const { id, name, identifier, status, parentId } = project;
  const parent = parentId === null ? undefined : state.projects.get(parentId);
  const isMoved = parentId !== null && parentId !== before.parentId;
  const isParentMissing = isMoved && (parent === undefined || !may.has("add_subprojects", parent));
  const isCircular =
    parent !== undefined && [...ancestorsOf(state, parent), parent].some((above) => above.id === id);
  return [
    ...(name === "" ? [constraintViolation("name", "Name can't be blank.")] : []),
    ...(name.length > 255
      ? [constraintViolation("name", "Name is too long (maximum is 255 characters).")]
      : []),
    ...(name === "" && identifier === "" ? [] : identifierErrors(state, identifier, id)),
    ...(status !== null && !STATUSES.has(status)
      ? [constraintViolation("status", "Status is not set to one of the allowed values.")]
      : []),
    ...(isParentMissing ? [constraintViolation("parent", "Subproject of does not exist.")] : []),
    ...(isCircular ? [constraintViolation("parent", "Subproject of is invalid.")] : []),
  ];
}
