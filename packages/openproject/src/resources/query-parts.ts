import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { ResourceSchema } from "../hal/schema.js";
import { QueryPart } from "../schemas/query.js";
import type { OpenProjectTransport } from "../transport.js";

/** What queries are made of: columns, filters, operators, orders. @see https://www.openproject.org/docs/api/endpoints/queries/ */
export class QueryPartsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets a column. @param columnId Such as `subject`. @throws NotFoundError */
  async getColumn(columnId: string, options?: RequestOptions): Promise<QueryPart> {
    return this.transport.get(path`queries/columns/${columnId}`, {}, QueryPart, options);
  }

  /** Gets a filter. @param filterId Such as `status`. @throws NotFoundError */
  async getFilter(filterId: string, options?: RequestOptions): Promise<QueryPart> {
    return this.transport.get(path`queries/filters/${filterId}`, {}, QueryPart, options);
  }

  /** Gets an operator. @param operatorId Such as `=` or `>t-`. */
  async getOperator(operatorId: string, options?: RequestOptions): Promise<QueryPart> {
    return this.transport.get(path`queries/operators/${operatorId}`, {}, QueryPart, options);
  }

  /** Gets an order. @param sortById Such as `id-asc`. */
  async getSortBy(sortById: string, options?: RequestOptions): Promise<QueryPart> {
    return this.transport.get(path`queries/sort_bys/${sortById}`, {}, QueryPart, options);
  }

  /** Gets what queries can be grouped by. @param groupById Such as `status`. */
  async getGroupBy(groupById: string, options?: RequestOptions): Promise<QueryPart> {
    return this.transport.get(path`queries/group_bys/${groupById}`, {}, QueryPart, options);
  }

  /** Lists the filters there are, each with its operators and values. */
  async filterSchemas(options?: RequestOptions): Promise<Collection<ResourceSchema>> {
    return this.transport.list(path`queries/filter_instance_schemas`, {}, ResourceSchema, options);
  }

  /** Lists the filters there are in a project, each with its operators and values. */
  async filterSchemasOfProject(
    projectId: number | string,
    options?: RequestOptions,
  ): Promise<Collection<ResourceSchema>> {
    const where = path`projects/${projectId}/queries/filter_instance_schemas`;
    return this.transport.list(where, {}, ResourceSchema, options);
  }

  /** Gets the operators and values of one filter. @throws NotFoundError */
  async getFilterSchema(filterId: string, options?: RequestOptions): Promise<ResourceSchema> {
    return this.transport.get(path`queries/filter_instance_schemas/${filterId}`, {}, ResourceSchema, options);
  }

  /** Gets what may be written to queries of all projects. */
  async schema(options?: RequestOptions): Promise<ResourceSchema> {
    return this.transport.get(path`queries/schema`, {}, ResourceSchema, options);
  }

  /** Gets what may be written to queries of one project. */
  async schemaOfProject(projectId: number | string, options?: RequestOptions): Promise<ResourceSchema> {
    return this.transport.get(path`projects/${projectId}/queries/schema`, {}, ResourceSchema, options);
  }
}
