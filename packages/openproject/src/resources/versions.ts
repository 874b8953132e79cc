import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { Form } from "../hal/form.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import type { LinkRef } from "../hal/link.js";
import type { ListParams } from "../hal/list-params.js";
import { ResourceSchema } from "../hal/schema.js";
import { Project } from "../schemas/project.js";
import { Version } from "../schemas/version.js";
import type { OpenProjectTransport } from "../transport.js";
import type { Names } from "../writing/names.js";
import type { WholeCall } from "../writing/whole-call.js";

/** What to change of a version; `null` clears. */
export interface UpdateVersion {
  name?: string | undefined;
  description?: FormattableInput | null | undefined;
  /** `YYYY-MM-DD`. */
  startDate?: string | null | undefined;
  endDate?: string | null | undefined;
  /** @default "open" */
  status?: "open" | "locked" | "closed" | undefined;
  /** Which other projects may use it. @default "none" */
  sharing?: "none" | "descendants" | "hierarchy" | "tree" | "system" | undefined;
}

/** A version to create. */
export interface CreateVersion extends UpdateVersion {
  name: string;
  /** By id, href, identifier or name. */
  definingProject: LinkRef;
}

/** Releases, sprints and other goals. @see https://www.openproject.org/docs/api/endpoints/versions/ */
export class VersionsResource {
  constructor(
    private readonly transport: OpenProjectTransport,
    private readonly names: Names,
  ) {}

  /** Lists versions, all at once. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Version>> {
    return this.transport.list(path`versions`, params, Version, options);
  }

  /** Lists the versions a project may use, its own and shared ones. */
  async listInProject(projectId: number | string, options?: RequestOptions): Promise<Collection<Version>> {
    return this.transport.list(path`projects/${projectId}/versions`, {}, Version, options);
  }

  /** Lists the versions of a project, portfolio or program; since OpenProject 17. */
  async listInWorkspace(
    workspaceId: number | string,
    options?: RequestOptions,
  ): Promise<Collection<Version>> {
    return this.transport.list(path`workspaces/${workspaceId}/versions`, {}, Version, options);
  }

  /** Gets a version. @throws NotFoundError */
  async get(versionId: number, options?: RequestOptions): Promise<Version> {
    return this.transport.get(path`versions/${versionId}`, {}, Version, options);
  }

  /** Creates a version. @throws ValidationError for a name the project has already. */
  async create(params: CreateVersion, options?: RequestOptions): Promise<Version> {
    const call = this.transport.begin(options);
    return this.transport.post(path`versions`, await this.#encode(params, call), Version, call);
  }

  /** Changes a version; its project stays. @throws ValidationError */
  async update(versionId: number, params: UpdateVersion, options?: RequestOptions): Promise<Version> {
    const call = this.transport.begin(options);
    return this.transport.change(
      path`versions/${versionId}`,
      await this.#encode(params, call),
      Version,
      call,
    );
  }

  /** Deletes a version. @throws ValidationError for one that work packages have. */
  async delete(versionId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`versions/${versionId}`, options);
  }

  /** Says what the server thinks of a new version, without creating it. */
  async validate(params: Partial<CreateVersion>, options?: RequestOptions): Promise<Form> {
    const call = this.transport.begin(options);
    return this.transport.form(path`versions/form`, await this.#encode(params, call), call);
  }

  /** Says what the server thinks of changes, without making them. */
  async validateUpdate(versionId: number, params: UpdateVersion, options?: RequestOptions): Promise<Form> {
    const call = this.transport.begin(options);
    return this.transport.form(path`versions/${versionId}/form`, await this.#encode(params, call), call);
  }

  /** Gets what may be written to versions. */
  async schema(options?: RequestOptions): Promise<ResourceSchema> {
    return this.transport.get(path`versions/schema`, {}, ResourceSchema, options);
  }

  /** Lists the projects in which this account may create versions. */
  async availableProjects(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Project>> {
    return this.transport.list(path`versions/available_projects`, params, Project, options);
  }

  /** Lists the projects that may use a version. */
  async projects(versionId: number, options?: RequestOptions): Promise<Collection<Project>> {
    return this.transport.list(path`versions/${versionId}/projects`, {}, Project, options);
  }

  /** Lists the projects, portfolios and programs that may use a version; since OpenProject 17. */
  async workspaces(versionId: number, options?: RequestOptions): Promise<Collection<Project>> {
    return this.transport.list(path`versions/${versionId}/workspaces`, {}, Project, options);
  }

  async #encode(
    params: UpdateVersion & Partial<Pick<CreateVersion, "definingProject">>,
    call: WholeCall,
  ): Promise<object> {
    const { description, definingProject, ...rest } = params;
    return {
      ...rest,
      description: toFormattable(description),
      _links: { definingProject: await this.names.project(definingProject, call) },
    };
  }
}
