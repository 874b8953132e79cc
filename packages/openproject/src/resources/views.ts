import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type LinkRef, toLink } from "../hal/link.js";
import type { ListParams } from "../hal/list-params.js";
import { View } from "../schemas/view.js";
import type { OpenProjectTransport } from "../transport.js";

/** Ways to show queries. @see https://www.openproject.org/docs/api/endpoints/views/ */
export class ViewsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the views this account may see, all at once. */
  async list(params: Pick<ListParams, "filters"> = {}, options?: RequestOptions): Promise<Collection<View>> {
    return this.transport.list(path`views`, params, View, options);
  }

  /** Gets a view. @throws NotFoundError */
  async get(viewId: number, options?: RequestOptions): Promise<View> {
    return this.transport.get(path`views/${viewId}`, {}, View, options);
  }

  /** Creates a view of a query. @param type `work_packages_table`, `team_planner`, `work_packages_calendar` or `gantt`. */
  async create(type: string, params: { query: LinkRef }, options?: RequestOptions): Promise<View> {
    const body = { _links: { query: toLink("queries", params.query) } };
    return this.transport.post(path`views/${type}`, body, View, options);
  }
}
