import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type LinkRef, toLink } from "../hal/link.js";
import type { ListParams } from "../hal/list-params.js";
import { Relation } from "../schemas/relation.js";
import type { OpenProjectTransport } from "../transport.js";

/** How two work packages are related. */
export type RelationType =
  | "relates"
  | "duplicates"
  | "duplicated"
  | "blocks"
  | "blocked"
  | "precedes"
  | "follows"
  | "includes"
  | "partof"
  | "requires"
  | "required";

/** What to change of a relation. */
export interface UpdateRelation {
  type?: RelationType | undefined;
  /** Working days between the two; of `follows` and `precedes` only. */
  lag?: number | null | undefined;
  description?: string | null | undefined;
}

/** A relation to create. */
export interface CreateRelation extends UpdateRelation {
  to: LinkRef;
  type: RelationType;
}

/** Relations between work packages. @see https://www.openproject.org/docs/api/endpoints/relations/ */
export class RelationsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists relations; `where("involved").is(workPackageId)` finds those of one work package. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Relation>> {
    return this.transport.list(path`relations`, params, Relation, options);
  }

  /** Lists the relations of a work package, all at once. @throws NotFoundError */
  async listOf(workPackageId: number | string, options?: RequestOptions): Promise<Collection<Relation>> {
    return this.transport.list(path`work_packages/${workPackageId}/relations`, {}, Relation, options);
  }

  /** Gets a relation. @throws NotFoundError */
  async get(relationId: number, options?: RequestOptions): Promise<Relation> {
    return this.transport.get(path`relations/${relationId}`, {}, Relation, options);
  }

  /**
   * Relates a work package to another.
   *
   * The server keeps `precedes`, `blocked`, `duplicated`, `partof` and `required` the other way round: what comes back
   * has `from` and `to` exchanged and the opposite type.
   *
   * @throws ConflictError for two that are related already.
   */
  async create(workPackageId: number, params: CreateRelation, options?: RequestOptions): Promise<Relation> {
    const { to, ...relation } = params;
    // Version 14 does not take the one end from the path.
    const _links = { from: toLink("work_packages", workPackageId), to: toLink("work_packages", to) };
    const where = path`work_packages/${workPackageId}/relations`;
    return this.transport.post(where, { ...relation, _links }, Relation, options);
  }

  /** Changes type, lag or description; the ends stay. */
  async update(relationId: number, params: UpdateRelation, options?: RequestOptions): Promise<Relation> {
    return this.transport.change(path`relations/${relationId}`, params, Relation, options);
  }

  /** Ends a relation. @throws NotFoundError */
  async delete(relationId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`relations/${relationId}`, options);
  }
}
