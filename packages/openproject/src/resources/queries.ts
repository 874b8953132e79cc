import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { Conditions } from "../hal/conditions.js";
import { encodeQueryFilters, type Filter, type SortCriterion } from "../hal/filters.js";
import type { Form } from "../hal/form.js";
import { type LinkRef, toLink, toLinks } from "../hal/link.js";
import { encodeListParams, type ListParams, type WorkPackageListParams } from "../hal/list-params.js";
import { Project } from "../schemas/project.js";
import { QueryOrder, SavedQuery } from "../schemas/query.js";
import { WorkPackage } from "../schemas/work-package.js";
import { Nothing, type OpenProjectTransport } from "../transport.js";
import type { Names } from "../writing/names.js";
import type { WholeCall } from "../writing/whole-call.js";

/** What to change of a query. */
export interface UpdateQuery {
  name?: string | undefined;
  /** All conditions from now on. Values that are resources are hrefs: `/api/v3/statuses/1`. */
  filters?: readonly Filter[] | Conditions | undefined;
  /** Ids such as `subject`, `dueDate` and `customField12`. */
  columns?: readonly string[] | undefined;
  sortBy?: readonly SortCriterion[] | undefined;
  groupBy?: string | null | undefined;
  /** Adds up hours, costs and the like. */
  sums?: boolean | undefined;
  /** Shows it to everybody in the project. */
  public?: boolean | undefined;
  timelineVisible?: boolean | undefined;
  showHierarchies?: boolean | undefined;
}

/** A query to create. */
export interface CreateQuery extends UpdateQuery {
  name: string;
  /** By id, href, identifier or name. @default all projects */
  project?: LinkRef | undefined;
}

/** Saved views of work packages. @see https://www.openproject.org/docs/api/endpoints/queries/ */
export class QueriesResource {
  constructor(
    private readonly transport: OpenProjectTransport,
    private readonly names: Names,
  ) {}

  /** Lists one's own queries and the public ones, all at once. */
  async list(
    params: Pick<ListParams, "filters"> = {},
    options?: RequestOptions,
  ): Promise<Collection<SavedQuery>> {
    return this.transport.list(path`queries`, params, SavedQuery, options);
  }

  /** Gets a query, without its results. @throws NotFoundError */
  async get(queryId: number, options?: RequestOptions): Promise<SavedQuery> {
    // Getting it also runs it: no results are asked for.
    return this.transport.get(path`queries/${queryId}`, { pageSize: 0 }, SavedQuery, options);
  }

  /** Runs a query. @param params Replaces the query's own filters and order; without filters they are its own. */
  async execute(
    queryId: number,
    params: WorkPackageListParams = {},
    options?: RequestOptions,
  ): Promise<Collection<WorkPackage>> {
    const { groupBy, showSums } = params;
    const query = { ...encodeListParams(params), groupBy, showSums };
    return this.transport.collection(
      { method: "GET", path: path`queries/${queryId}`, query, within: "results" },
      WorkPackage,
      options,
    );
  }

  /** Gets what work packages are shown by where nothing else is chosen. */
  async getDefault(options?: RequestOptions): Promise<SavedQuery> {
    return this.transport.get(path`queries/default`, { pageSize: 0 }, SavedQuery, options);
  }

  /** Gets what the work packages of a project are shown by. */
  async getDefaultOfProject(projectId: number | string, options?: RequestOptions): Promise<SavedQuery> {
    const where = path`projects/${projectId}/queries/default`;
    return this.transport.get(where, { pageSize: 0 }, SavedQuery, options);
  }

  /** Gets what the work packages of a project, portfolio or program are shown by; since OpenProject 17. */
  async getDefaultOfWorkspace(workspaceId: number | string, options?: RequestOptions): Promise<SavedQuery> {
    const where = path`workspaces/${workspaceId}/queries/default`;
    return this.transport.get(where, { pageSize: 0 }, SavedQuery, options);
  }

  /** Saves a query. @throws ValidationError */
  async create(params: CreateQuery, options?: RequestOptions): Promise<SavedQuery> {
    const call = this.transport.begin(options);
    return this.transport.post(path`queries`, await this.#encode(params, call), SavedQuery, call);
  }

  /** Changes a query. @throws ValidationError */
  async update(queryId: number, params: UpdateQuery, options?: RequestOptions): Promise<SavedQuery> {
    const call = this.transport.begin(options);
    return this.transport.change(
      path`queries/${queryId}`,
      await this.#encode(params, call),
      SavedQuery,
      call,
    );
  }

  /** Deletes a query. @throws NotFoundError */
  async delete(queryId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`queries/${queryId}`, options);
  }

  /** Puts a query among one's favourites. */
  async star(queryId: number, options?: RequestOptions): Promise<void> {
    return this.transport.command("PATCH", path`queries/${queryId}/star`, {}, options);
  }

  /** Takes a query from the favourites. */
  async unstar(queryId: number, options?: RequestOptions): Promise<void> {
    return this.transport.command("PATCH", path`queries/${queryId}/unstar`, {}, options);
  }

  /** Says what the server thinks of a new query, without saving it. */
  async validate(params: Partial<CreateQuery>, options?: RequestOptions): Promise<Form> {
    const call = this.transport.begin(options);
    return this.transport.form(path`queries/form`, await this.#encode(params, call), call);
  }

  /** Says what the server thinks of changes, without making them. */
  async validateUpdate(queryId: number, params: UpdateQuery, options?: RequestOptions): Promise<Form> {
    const call = this.transport.begin(options);
    return this.transport.form(path`queries/${queryId}/form`, await this.#encode(params, call), call);
  }

  /** Gets the positions of work packages that were put in order by hand. */
  async order(queryId: number, options?: RequestOptions): Promise<QueryOrder> {
    return this.transport.get(path`queries/${queryId}/order`, {}, QueryOrder, options);
  }

  /** Puts work packages in order. @param params.delta New positions by id; -1 takes one out. */
  async reorder(queryId: number, params: { delta: QueryOrder }, options?: RequestOptions): Promise<void> {
    return this.transport.change(path`queries/${queryId}/order`, params, Nothing, options);
  }

  /** Lists the projects queries can be made in. */
  async availableProjects(options?: RequestOptions): Promise<Collection<Project>> {
    return this.transport.list(path`queries/available_projects`, {}, Project, options);
  }

  async #encode(params: UpdateQuery & { project?: LinkRef | undefined }, call: WholeCall): Promise<object> {
    const { filters, columns, sortBy, groupBy, project, ...rest } = params;
    return {
      ...rest,
      filters: filters && encodeQueryFilters(filters),
      _links: {
        project: await this.names.project(project, call),
        columns: toLinks("queries/columns", columns),
        sortBy:
          sortBy &&
          toLinks(
            "queries/sort_bys",
            sortBy.map((criterion) => criterion.join("-")),
          ),
        groupBy: toLink("queries/group_bys", groupBy),
      },
    };
  }
}
