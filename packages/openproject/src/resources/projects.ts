import { type Page, path, type RequestOptions } from "@platformq/resilience";
import type { ListParams } from "../hal/collection.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { type LinkRef, toLink } from "../hal/link.js";
import { Project } from "../schemas/project.js";
import type { OpenProjectTransport } from "../transport.js";

/** What to change of a project. `null` clears. */
export interface UpdateProject {
  name?: string | undefined;
  /** Letters, digits, `-` and `_`, not only digits. @default made from the name */
  identifier?: string | undefined;
  /** `false` archives. */
  active?: boolean | undefined;
  public?: boolean | undefined;
  description?: FormattableInput | null | undefined;
  /** `on_track`, `at_risk`, `off_track`, `not_started`, `finished` or `discontinued`. */
  status?: LinkRef | null | undefined;
  statusExplanation?: FormattableInput | null | undefined;
  parent?: LinkRef | null | undefined;
  /** Custom fields, by their names: `customField12`. */
  [customField: `customField${number}`]: unknown;
}

/** A project to create. */
export interface CreateProject extends UpdateProject {
  name: string;
}

/** Projects. @see https://www.openproject.org/docs/api/endpoints/projects/ */
export class ProjectsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the projects this account may see. */
  list(params: ListParams = {}, options?: RequestOptions): Promise<Page<Project>> {
    return this.transport.list(path`projects`, params, Project, options);
  }

  /** Gets a project by id or identifier. @throws NotFoundError, also for a project this account may not see. */
  get(idOrIdentifier: number | string, options?: RequestOptions): Promise<Project> {
    return this.transport.get(path`projects/${idOrIdentifier}`, {}, Project, options);
  }

  /**
   * Creates a project. Never repeated after an unknown outcome.
   *
   * @throws ValidationError, for instance with attribute `identifier` when that is taken or malformed.
   */
  create(params: CreateProject, options?: RequestOptions): Promise<Project> {
    return this.transport.post(path`projects`, encodeProject(params), Project, options);
  }

  /** Changes a project. Sent twice it changes nothing more, so it is repeated like a PUT. @throws ValidationError */
  update(idOrIdentifier: number | string, params: UpdateProject, options?: RequestOptions): Promise<Project> {
    return this.transport.request(
      {
        method: "PATCH",
        path: path`projects/${idOrIdentifier}`,
        body: encodeProject(params),
        idempotent: true,
      },
      Project,
      options,
    );
  }

  /** Deletes a project with all that is in it; the server takes its time over that. @throws NotFoundError */
  delete(idOrIdentifier: number | string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`projects/${idOrIdentifier}`, options);
  }
}

function encodeProject(params: UpdateProject): object {
  const { description, status, statusExplanation, parent, ...rest } = params;
  return {
    ...rest,
    description: toFormattable(description),
    statusExplanation: toFormattable(statusExplanation),
    _links: { status: toLink("project_statuses", status), parent: toLink("projects", parent) },
  };
}
