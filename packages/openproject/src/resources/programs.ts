import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { Form } from "../hal/form.js";
import type { ListParams } from "../hal/list-params.js";
import { Project } from "../schemas/project.js";
import type { OpenProjectTransport } from "../transport.js";
import type { Names } from "../writing/names.js";
import { ProjectEncoder, type UpdateProject } from "../writing/project.js";

/** Programs of projects; since OpenProject 17. @see https://www.openproject.org/docs/api/endpoints/programs/ */
export class ProgramsResource {
  readonly #encoder: ProjectEncoder;

  constructor(
    private readonly transport: OpenProjectTransport,
    names: Names,
  ) {
    this.#encoder = new ProjectEncoder(transport, names);
  }

  list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Project>> {
    return this.transport.list(path`programs`, params, Project, options);
  }

  get(idOrIdentifier: number | string, options?: RequestOptions): Promise<Project> {
    return this.transport.get(path`programs/${idOrIdentifier}`, {}, Project, options);
  }

  async update(
    idOrIdentifier: number | string,
    params: UpdateProject,
    options?: RequestOptions,
  ): Promise<Project> {
    const body = await this.#encoder.encode(params);
    return this.transport.change(path`programs/${idOrIdentifier}`, body, Project, options);
  }

  /** Deletes a program with all that is in it; the server takes its time over that. */
  delete(idOrIdentifier: number | string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`programs/${idOrIdentifier}`, options);
  }

  /** Says what the server thinks of changes, without making them. */
  async validateUpdate(
    idOrIdentifier: number | string,
    params: UpdateProject,
    options?: RequestOptions,
  ): Promise<Form> {
    const body = await this.#encoder.encode(params);
    return this.transport.form(path`programs/${idOrIdentifier}/form`, body, options);
  }
}
