import { type Page, path, type RequestOptions } from "@platformq/resilience";
import type { ListParams } from "../hal/collection.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { type LinkRef, toLink } from "../hal/link.js";
import { WorkPackage } from "../schemas/work-package.js";
import type { OpenProjectTransport } from "../transport.js";

/** A work package to create. */
export interface CreateWorkPackage {
  project: LinkRef;
  subject: string;
  /** @default the project's first */
  type?: LinkRef | undefined;
  description?: FormattableInput | undefined;
  assignee?: LinkRef | undefined;
  parent?: LinkRef | undefined;
  /** `YYYY-MM-DD`. */
  startDate?: string | undefined;
  dueDate?: string | undefined;
  /** Tells those concerned. @default true */
  notify?: boolean | undefined;
}

/** Work packages. @see https://www.openproject.org/docs/api/endpoints/work-packages/ */
export class WorkPackagesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists work packages. Without `filters` only the open ones, with `filters: []` all. */
  list(params: ListParams = {}, options?: RequestOptions): Promise<Page<WorkPackage>> {
    return this.transport.list(path`work_packages`, params, WorkPackage, options);
  }

  /** Gets a work package. @throws NotFoundError */
  get(id: number | string, options?: RequestOptions): Promise<WorkPackage> {
    return this.transport.get(path`work_packages/${id}`, {}, WorkPackage, options);
  }

  /** Creates a work package. Never repeated after an unknown outcome. @throws ValidationError */
  create(params: CreateWorkPackage, options?: RequestOptions): Promise<WorkPackage> {
    const { project, type, assignee, parent, description, notify, ...rest } = params;
    const body = {
      ...rest,
      description: toFormattable(description),
      _links: {
        project: toLink("projects", project),
        type: toLink("types", type),
        assignee: toLink("users", assignee),
        parent: toLink("work_packages", parent),
      },
    };
    // A parameter of the query, and only the word "false" counts.
    return this.transport.request(
      { method: "POST", path: path`work_packages`, query: { notify }, body },
      WorkPackage,
      options,
    );
  }
}
