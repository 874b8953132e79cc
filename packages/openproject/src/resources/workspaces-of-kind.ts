import { NotFoundError, type Path, path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { Form } from "../hal/form.js";
import { byId, encodeListParams, encodeSelect, type ListParams } from "../hal/list-params.js";
import { poll, type WaitParams } from "../polling.js";
import { Project, ProjectExcerpt } from "../schemas/project.js";
import type { OpenProjectTransport } from "../transport.js";
import type { Names } from "../writing/names.js";
import { ProjectEncoder, type UpdateProject } from "../writing/project.js";

/** What projects, portfolios and programs have in common: all are workspaces, and only their paths differ. */
export class WorkspacesOfKind {
  protected readonly encoder: ProjectEncoder;

  /** @param kind Where they live: `projects`, `portfolios` or `programs`. */
  constructor(
    protected readonly transport: OpenProjectTransport,
    names: Names,
    private readonly kind: Path,
  ) {
    this.encoder = new ProjectEncoder(transport, names);
  }

  /** Lists those this account may see, by id unless `sortBy` says otherwise. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Project>> {
    return this.transport.list(this.kind, byId(params), Project, options);
  }

  /**
   * Lists only some properties, which is many times as fast: `id`, `name`, `identifier`, `active`, `public`, `ancestors`.
   *
   * @throws BadRequestError for others, listing those there are.
   */
  async listOnly(
    properties: readonly string[],
    params: ListParams = {},
    options?: RequestOptions,
  ): Promise<Collection<ProjectExcerpt>> {
    const query = { ...encodeListParams(byId(params)), select: encodeSelect(properties) };
    return this.transport.collection({ method: "GET", path: this.kind, query }, ProjectExcerpt, options);
  }

  /** Gets one by id or identifier. @throws NotFoundError, also for one this account may not see. */
  async get(idOrIdentifier: number | string, options?: RequestOptions): Promise<Project> {
    return this.transport.get(this.below(path`${idOrIdentifier}`), {}, Project, options);
  }

  /** Changes one. Sent twice it changes nothing more, so it is repeated like a PUT. @throws ValidationError */
  async update(
    idOrIdentifier: number | string,
    params: UpdateProject,
    options?: RequestOptions,
  ): Promise<Project> {
    const call = this.transport.begin(options);
    const body = await this.encoder.encode(params, call);
    return this.transport.change(this.below(path`${idOrIdentifier}`), body, Project, call);
  }

  /** Puts one away: it stays, and only administrators see it. @throws ForbiddenError */
  async archive(idOrIdentifier: number | string, options?: RequestOptions): Promise<Project> {
    return this.update(idOrIdentifier, { active: false }, options);
  }

  /** Brings back what was archived. @throws ForbiddenError */
  async unarchive(idOrIdentifier: number | string, options?: RequestOptions): Promise<Project> {
    return this.update(idOrIdentifier, { active: true }, options);
  }

  /**
   * Deletes one with all that is in it. It is archived at once, and the rest the server does in its own time:
   * `waitUntilDeleted` tells when that is done.
   *
   * @throws ForbiddenError, NotFoundError
   */
  async delete(idOrIdentifier: number | string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(this.below(path`${idOrIdentifier}`), options);
  }

  /**
   * Waits until a deleted one is gone, and its identifier free. Only administrators can tell: to others it is gone as
   * soon as it is archived. A server that fails meanwhile is asked again until the time is over.
   *
   * @throws DeadlineExceededError
   */
  async waitUntilDeleted(
    idOrIdentifier: number | string,
    params: WaitParams = {},
    options?: RequestOptions,
  ): Promise<void> {
    const ask = (within: RequestOptions) =>
      this.get(idOrIdentifier, within).then(() => undefined, goneIfNotFound);
    await poll(this.transport.http.clock, `the end of ${idOrIdentifier}`, ask, params, options);
  }

  /** Says what the server thinks of changes, without making them. */
  async validateUpdate(
    idOrIdentifier: number | string,
    params: UpdateProject,
    options?: RequestOptions,
  ): Promise<Form> {
    const call = this.transport.begin(options);
    const body = await this.encoder.encode(params, call);
    return this.transport.form(this.below(path`${idOrIdentifier}/form`), body, call);
  }

  private below(rest: Path): Path {
    return rest.below(`${this.kind.wire}/`);
  }
}

function goneIfNotFound(error: unknown): true {
  if (error instanceof NotFoundError) return true;
  throw error;
}
