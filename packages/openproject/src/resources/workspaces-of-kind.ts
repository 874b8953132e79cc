import { NotFoundError, type Path, path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { Form } from "../hal/form.js";
import type { ListParams } from "../hal/list-params.js";
import { poll, type WaitParams } from "../polling.js";
import { Project } from "../schemas/project.js";
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

  /** Lists those this account may see. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Project>> {
    return this.transport.list(this.kind, params, Project, options);
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
    const body = await this.encoder.encode(params);
    return this.transport.change(this.below(path`${idOrIdentifier}`), body, Project, options);
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
   * soon as it is archived.
   *
   * @throws DeadlineExceededError
   */
  async waitUntilDeleted(
    idOrIdentifier: number | string,
    params: WaitParams = {},
    options: RequestOptions = {},
  ): Promise<void> {
    const ask = () => this.get(idOrIdentifier, options).then(() => undefined, goneIfNotFound);
    await poll(this.transport.http.clock, `the end of ${idOrIdentifier}`, ask, params, options.signal);
  }

  /** Says what the server thinks of changes, without making them. */
  async validateUpdate(
    idOrIdentifier: number | string,
    params: UpdateProject,
    options?: RequestOptions,
  ): Promise<Form> {
    const body = await this.encoder.encode(params);
    return this.transport.form(this.below(path`${idOrIdentifier}/form`), body, options);
  }

  private below(rest: Path): Path {
    return rest.below(`${this.kind.wire}/`);
  }
}

function goneIfNotFound(error: unknown): true {
  if (error instanceof NotFoundError) return true;
  throw error;
}
