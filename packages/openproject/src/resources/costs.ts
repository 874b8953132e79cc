import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { CostEntry, CostType } from "../schemas/budget.js";
import type { OpenProjectTransport } from "../transport.js";

/** What work packages cost beside time. @see https://www.openproject.org/docs/api/endpoints/budgets/ */
export class CostsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists what was booked on a work package. */
  async listOf(workPackageId: number | string, options?: RequestOptions): Promise<Collection<CostEntry>> {
    return this.transport.list(path`work_packages/${workPackageId}/cost_entries`, {}, CostEntry, options);
  }

  /** Gets something that was booked. @throws NotFoundError */
  async getEntry(costEntryId: number, options?: RequestOptions): Promise<CostEntry> {
    return this.transport.get(path`cost_entries/${costEntryId}`, {}, CostEntry, options);
  }

  /** Gets what costs are counted in. @throws NotFoundError */
  async getType(costTypeId: number, options?: RequestOptions): Promise<CostType> {
    return this.transport.get(path`cost_types/${costTypeId}`, {}, CostType, options);
  }
}
