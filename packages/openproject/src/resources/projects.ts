import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { Form } from "../hal/form.js";
import { encodeListParams, type ListParams } from "../hal/list-params.js";
import { ResourceSchema } from "../hal/schema.js";
import { Principal } from "../schemas/principal.js";
import { Project, ProjectStatus } from "../schemas/project.js";
import type { OpenProjectTransport } from "../transport.js";
import type { Names } from "../writing/names.js";
import type { Notifying } from "../writing/notifying.js";
import type { UpdateProject } from "../writing/project.js";
import type { WholeCall } from "../writing/whole-call.js";
import { WorkspacesOfKind } from "./workspaces-of-kind.js";

/** A project to create. */
export interface CreateProject extends UpdateProject {
  name: string;
}

/** What to leave out of a copy: everything is copied unless it is `false` here. */
export interface CopyProject extends CreateProject, Notifying {
  copyBoards?: boolean | undefined;
  copyCategories?: boolean | undefined;
  copyDocumentAttachments?: boolean | undefined;
  copyDocuments?: boolean | undefined;
  copyFileLinks?: boolean | undefined;
  copyForums?: boolean | undefined;
  copyMembers?: boolean | undefined;
  copyOverview?: boolean | undefined;
  copyPhases?: boolean | undefined;
  copyQueries?: boolean | undefined;
  copyStorages?: boolean | undefined;
  copyStorageProjectFolders?: boolean | undefined;
  copyVersions?: boolean | undefined;
  copyWiki?: boolean | undefined;
  copyWikiPageAttachments?: boolean | undefined;
  copyWorkPackageAttachments?: boolean | undefined;
  copyWorkPackageShares?: boolean | undefined;
  copyWorkPackages?: boolean | undefined;
}

/** Projects. @see https://www.openproject.org/docs/api/endpoints/projects/ */
export class ProjectsResource extends WorkspacesOfKind {
  constructor(transport: OpenProjectTransport, names: Names) {
    super(transport, names, path`projects`);
  }

  /**
   * Creates a project. Never repeated after an unknown outcome.
   *
   * @throws ValidationError, for instance with attribute `identifier` when that is taken or malformed.
   */
  async create(params: CreateProject, options?: RequestOptions): Promise<Project> {
    const call = this.transport.begin(options);
    return this.transport.post(path`projects`, await this.encoder.encode(params, call), Project, call);
  }

  /**
   * Starts a copy of a project, which the server makes in the background: `jobStatuses.wait` tells when it is done.
   * Never repeated after an unknown outcome.
   *
   * @returns the id of the job
   * @throws ValidationError
   */
  async copy(
    idOrIdentifier: number | string,
    params: CopyProject,
    options?: RequestOptions,
  ): Promise<{ readonly jobId: string }> {
    const call = this.transport.begin(options);
    const body = await this.#encodeCopy(params, call);
    const where = path`projects/${idOrIdentifier}/copy`;
    const leadsTo = /\/job_statuses\/[^/]+$/;
    const { pathname } = await this.transport.location({ method: "POST", path: where, body, leadsTo }, call);
    return { jobId: decodeURIComponent(pathname.slice(pathname.lastIndexOf("/") + 1)) };
  }

  /** Says what the server thinks of a new project, without creating it. */
  async validate(params: UpdateProject, options?: RequestOptions): Promise<Form> {
    const call = this.transport.begin(options);
    return this.transport.form(path`projects/form`, await this.encoder.encode(params, call), call);
  }

  /** Says what the server thinks of a copy, without making it. */
  async validateCopy(
    idOrIdentifier: number | string,
    params: Partial<CopyProject>,
    options?: RequestOptions,
  ): Promise<Form> {
    const call = this.transport.begin(options);
    return this.transport.form(
      path`projects/${idOrIdentifier}/copy/form`,
      await this.#encodeCopy(params, call),
      call,
    );
  }

  /** Gets what may be written to projects. */
  async schema(options?: RequestOptions): Promise<ResourceSchema> {
    return this.transport.get(path`projects/schema`, {}, ResourceSchema, options);
  }

  /** Lists the projects another one may be put below. @param params.of The one to move; without it, a new one. */
  async availableParents(
    params: ListParams & { of?: number | string | undefined } = {},
    options?: RequestOptions,
  ): Promise<Collection<Project>> {
    const query = { ...encodeListParams(params), of: params.of };
    const where = path`projects/available_parent_projects`;
    return this.transport.collection({ method: "GET", path: where, query }, Project, options);
  }

  /** Lists who may be assigned in a project. */
  async availableAssignees(
    idOrIdentifier: number | string,
    options?: RequestOptions,
  ): Promise<Collection<Principal>> {
    return this.transport.list(path`projects/${idOrIdentifier}/available_assignees`, {}, Principal, options);
  }

  /** Gets the name of a status such as `on_track`. @throws NotFoundError */
  async getStatus(code: string, options?: RequestOptions): Promise<ProjectStatus> {
    return this.transport.get(path`project_statuses/${code}`, {}, ProjectStatus, options);
  }

  /** Marks a project as one of this account's favourites. */
  async favorite(idOrIdentifier: number | string, options?: RequestOptions): Promise<void> {
    return this.transport.command("POST", path`projects/${idOrIdentifier}/favorite`, {}, options);
  }

  /** Takes a project from the favourites. */
  async unfavorite(idOrIdentifier: number | string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`projects/${idOrIdentifier}/favorite`, options);
  }

  async #encodeCopy(params: Partial<CopyProject>, call: WholeCall): Promise<object> {
    const { notify: sendNotifications, ...rest } = params;
    const entries = Object.entries(rest);
    const isMeta = ([name]: [string, unknown]) => name.startsWith("copy");
    const own = Object.fromEntries(entries.filter((entry) => !isMeta(entry)));
    const project = await this.encoder.encode(own, call);
    return { ...project, _meta: { ...Object.fromEntries(entries.filter(isMeta)), sendNotifications } };
  }
}
