import { type Path, path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { Form } from "../hal/form.js";
import type { LinkRef } from "../hal/link.js";
import {
  byId,
  encodeListParams,
  encodeSelect,
  encodeWorkPackageList,
  type HistoricWorkPackageListParams,
  type ListParams,
  type WorkPackageListParams,
} from "../hal/list-params.js";
import { ResourceSchema } from "../hal/schema.js";
import { Principal, User } from "../schemas/principal.js";
import { Project } from "../schemas/project.js";
import { Revision } from "../schemas/revision.js";
import { HistoricWorkPackage, WorkPackage, WorkPackageExcerpt } from "../schemas/work-package.js";
import type { OpenProjectTransport } from "../transport.js";
import { type ChangesOf, updateLocked } from "../writing/locked-update.js";
import type { Names } from "../writing/names.js";
import type { Notifying } from "../writing/notifying.js";
import { oneByOne, type Settled } from "../writing/one-by-one.js";
import { type UpdateWorkPackage, WorkPackageEncoder } from "../writing/work-package.js";

/** A work package to create. */
export interface CreateWorkPackage extends UpdateWorkPackage {
  /** By id, href, identifier or name. */
  project: LinkRef;
  subject: string;
}

type AnyListParams = WorkPackageListParams & Partial<HistoricWorkPackageListParams>;

/** Work packages. @see https://www.openproject.org/docs/api/endpoints/work-packages/ */
export class WorkPackagesResource {
  readonly #encoder: WorkPackageEncoder;

  constructor(
    private readonly transport: OpenProjectTransport,
    names: Names,
  ) {
    this.#encoder = new WorkPackageEncoder(transport, names);
  }

  /**
   * Lists work packages: all of them unless `filters` says otherwise, closed ones too. By id unless `sortBy` says
   * otherwise.
   *
   * With `timestamps` they come as they were then, and some may be no more than an id.
   */
  list(
    params: HistoricWorkPackageListParams,
    options?: RequestOptions,
  ): Promise<Collection<HistoricWorkPackage>>;
  list(params?: WorkPackageListParams, options?: RequestOptions): Promise<Collection<WorkPackage>>;
  async list(
    params: AnyListParams = {},
    options?: RequestOptions,
  ): Promise<Collection<WorkPackage | HistoricWorkPackage>> {
    return this.#list(path`work_packages`, params, options);
  }

  /** Lists the work packages of one project, as `list` does those of all. @throws NotFoundError */
  listInProject(
    idOrIdentifier: number | string,
    params: HistoricWorkPackageListParams,
    options?: RequestOptions,
  ): Promise<Collection<HistoricWorkPackage>>;
  listInProject(
    idOrIdentifier: number | string,
    params?: WorkPackageListParams,
    options?: RequestOptions,
  ): Promise<Collection<WorkPackage>>;
  async listInProject(
    idOrIdentifier: number | string,
    params: AnyListParams = {},
    options?: RequestOptions,
  ): Promise<Collection<WorkPackage | HistoricWorkPackage>> {
    return this.#list(path`projects/${idOrIdentifier}/work_packages`, params, options);
  }

  /** Lists the work packages of a project, portfolio or program; since OpenProject 17. @throws NotFoundError */
  listInWorkspace(
    id: number | string,
    params: HistoricWorkPackageListParams,
    options?: RequestOptions,
  ): Promise<Collection<HistoricWorkPackage>>;
  listInWorkspace(
    id: number | string,
    params?: WorkPackageListParams,
    options?: RequestOptions,
  ): Promise<Collection<WorkPackage>>;
  async listInWorkspace(
    id: number | string,
    params: AnyListParams = {},
    options?: RequestOptions,
  ): Promise<Collection<WorkPackage | HistoricWorkPackage>> {
    return this.#list(path`workspaces/${id}/work_packages`, params, options);
  }

  /**
   * Lists only some properties, which is many times as fast. Servers know few here: `id`, `subject`, `startDate`,
   * `dueDate`, `date`, `project`, `author`, `assignee`, `responsible`. Ask for `id` too to change what you list: without
   * it nobody can tell what was read before.
   *
   * @throws BadRequestError for others, listing those there are.
   */
  async listOnly(
    properties: readonly string[],
    params: WorkPackageListParams = {},
    options?: RequestOptions,
  ): Promise<Collection<WorkPackageExcerpt>> {
    const query = { ...encodeWorkPackageList(byId(params)), select: encodeSelect(properties) };
    return this.transport.collection(
      { method: "GET", path: path`work_packages`, query },
      WorkPackageExcerpt,
      options,
    );
  }

  /** Gets a work package, with `timestamps` as it was then. @throws NotFoundError */
  get(
    id: number | string,
    params: Pick<HistoricWorkPackageListParams, "timestamps">,
    options?: RequestOptions,
  ): Promise<HistoricWorkPackage>;
  get(
    id: number | string,
    params?: { timestamps?: undefined },
    options?: RequestOptions,
  ): Promise<WorkPackage>;
  async get(
    id: number | string,
    { timestamps }: { timestamps?: readonly string[] | undefined } = {},
    options?: RequestOptions,
  ): Promise<WorkPackage | HistoricWorkPackage> {
    const where = path`work_packages/${id}`;
    if (timestamps === undefined) return this.transport.get(where, {}, WorkPackage, options);
    return this.transport.get(where, { timestamps: timestamps.join(",") }, HistoricWorkPackage, options);
  }

  /**
   * Creates a work package. Never repeated after an unknown outcome.
   *
   * @example
   * await workPackages.create({ project: "apollo", type: "Task", subject: "Land", assignee: "anna@example.com",
   *   estimatedTime: { hours: 1.5 }, customFields: { "Cost centre": 42 } });
   * @throws ValidationError; InvalidInputError for names nothing has.
   */
  async create(
    { notify, ...params }: CreateWorkPackage & Notifying,
    options?: RequestOptions,
  ): Promise<WorkPackage> {
    const call = this.transport.begin(options);
    const body = await this.#encoder.encode(params, call);
    // A parameter of the query, and only the word "false" counts.
    return this.transport.request(
      { method: "POST", path: path`work_packages`, query: { notify }, body },
      WorkPackage,
      call,
    );
  }

  /**
   * Changes a work package without overwriting what others change at the same time; no `lockVersion` is needed.
   *
   * @param changes What to change, or a function from the present version to that, which may run more than once.
   * @throws UpdateConflictError with both versions, when others changed the same properties, or when a function's change
   *   may have arrived already and must not be made twice (`outcome` is `unknown`); ValidationError.
   */
  async update(
    id: number | string,
    changes: ChangesOf<WorkPackage, UpdateWorkPackage>,
    params: Notifying = {},
    options?: RequestOptions,
  ): Promise<WorkPackage> {
    const where = path`work_packages/${id}`;
    const call = this.transport.begin(options);
    return updateLocked(
      {
        read: () => this.transport.get(where, {}, WorkPackage, call),
        encode: (wanted, current) => this.#encoder.encode(wanted, call, current),
        // Sent twice, the second finds a newer version: the lock makes the repetition harmless.
        write: (body) =>
          this.transport.request(
            { method: "PATCH", path: where, query: { notify: params.notify }, body, idempotent: true },
            WorkPackage,
            call,
          ),
      },
      changes,
    );
  }

  /**
   * Changes many work packages, one after the other, while it is iterated; a failure is told and does not end the rest.
   * The options are those of each change.
   *
   * @example for await (const { id, error } of workPackages.updateEach(ids, { version: "2.0" })) if (error) retry.push(id);
   * @throws AbortError instead of beginning another one, when the signal has aborted.
   */
  updateEach(
    ids: Iterable<number> | AsyncIterable<number>,
    changes: ChangesOf<WorkPackage, UpdateWorkPackage>,
    params: Notifying = {},
    options?: RequestOptions,
  ): AsyncGenerator<Settled<WorkPackage>, void, undefined> {
    return oneByOne(ids, (id) => this.update(id, changes, params, options), options?.signal);
  }

  /** Deletes a work package with its descendants and the time booked on them. @throws NotFoundError */
  async delete(id: number | string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`work_packages/${id}`, options);
  }

  /** Says what the server thinks of a new work package, without creating it, and what may be written. */
  async validate(params: Partial<CreateWorkPackage>, options?: RequestOptions): Promise<Form> {
    const call = this.transport.begin(options);
    const body = await this.#encoder.encode(params, call);
    return this.transport.form(path`work_packages/form`, body, call);
  }

  /** Says what the server thinks of changes, without making them, and what may be written. */
  async validateUpdate(
    id: number | string,
    changes: UpdateWorkPackage,
    options?: RequestOptions,
  ): Promise<Form> {
    const call = this.transport.begin(options);
    const current = await this.get(id, {}, call);
    const body = await this.#encoder.encode(changes, call, current);
    // Without it the answer is a conflict instead of a form.
    const locked = { ...body, lockVersion: current.lockVersion };
    return this.transport.form(path`work_packages/${id}/form`, locked, call);
  }

  /** Gets what may be written to work packages of a type in a project. */
  async schema(projectId: number, typeId: number, options?: RequestOptions): Promise<ResourceSchema> {
    const id = `${projectId}-${typeId}`;
    return this.transport.get(path`work_packages/schemas/${id}`, {}, ResourceSchema, options);
  }

  /** Lists the schemas of pairs of project and type. */
  async schemas(
    pairs: readonly (readonly [projectId: number, typeId: number])[],
    options?: RequestOptions,
  ): Promise<Collection<ResourceSchema>> {
    const values = pairs.map(([project, type]) => `${project}-${type}`);
    const params = { filters: [{ id: { operator: "=", values } }] };
    return this.transport.list(path`work_packages/schemas`, params, ResourceSchema, options);
  }

  /** Lists who may be assigned. */
  async availableAssignees(id: number | string, options?: RequestOptions): Promise<Collection<Principal>> {
    return this.transport.list(path`work_packages/${id}/available_assignees`, {}, Principal, options);
  }

  /** Lists who may watch it and does not yet. */
  async availableWatchers(id: number | string, options?: RequestOptions): Promise<Collection<User>> {
    return this.transport.list(path`work_packages/${id}/available_watchers`, {}, User, options);
  }

  /** Lists the projects a work package can be moved to. */
  async availableProjects(id: number | string, options?: RequestOptions): Promise<Collection<Project>> {
    return this.transport.list(path`work_packages/${id}/available_projects`, {}, Project, options);
  }

  /** Lists what it can be related to. */
  async availableRelationCandidates(
    id: number | string,
    params: ListParams & { /** Part of a subject, or an id. */ query: string; type?: string | undefined },
    options?: RequestOptions,
  ): Promise<Collection<WorkPackage>> {
    const where = path`work_packages/${id}/available_relation_candidates`;
    const query = { ...encodeListParams(params), query: params.query, type: params.type };
    return this.transport.collection({ method: "GET", path: where, query }, WorkPackage, options);
  }

  /** Lists the commits that mention it. */
  async revisions(id: number | string, options?: RequestOptions): Promise<Collection<Revision>> {
    return this.transport.list(path`work_packages/${id}/revisions`, {}, Revision, options);
  }

  async #list(
    where: Path,
    params: AnyListParams,
    options: RequestOptions | undefined,
  ): Promise<Collection<WorkPackage | HistoricWorkPackage>> {
    const request = { method: "GET", path: where, query: encodeWorkPackageList(byId(params)) } as const;
    if (params.timestamps) return this.transport.collection(request, HistoricWorkPackage, options);
    return this.transport.collection(request, WorkPackage, options);
  }
}
