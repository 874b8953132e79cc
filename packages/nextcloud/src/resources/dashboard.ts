import { openObject, type Path, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { ItemsByWidget, type Widget, type WidgetItems, Widgets } from "../schemas/dashboard.js";
import { phpList } from "../schemas/php-list.js";
import type { NextcloudTransport } from "../transport.js";

/** Which items to get. */
export interface ListWidgetItems {
  /** Ids of widgets. @default all of them */
  widgets?: readonly string[] | undefined;
  /** Items per widget. @default 7 */
  limit?: number | undefined;
  /** By widget, the `sinceId` after which items are wanted. */
  sinceIds?: Readonly<Record<string, string>> | undefined;
  /** A widget has items of the versions in its `itemApiVersions`. @default 2 */
  version?: 1 | 2 | undefined;
}

const Layout = openObject({ layout: phpList(z.string()) }).transform(({ layout }) => layout);
const Statuses = openObject({ statuses: phpList(z.string()) }).transform(({ statuses }) => statuses);

/** What the account sees when it comes in. @see https://docs.nextcloud.com/server/latest/developer_manual/digging_deeper/dashboard.html */
export class DashboardResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists the widgets there are. */
  async widgets(options?: RequestOptions): Promise<Widget[]> {
    return this.transport.ocs.get(path`apps/dashboard/api/v1/widgets`, {}, Widgets, options);
  }

  /** Gets what widgets show, by their ids. */
  async items(params: ListWidgetItems = {}, options?: RequestOptions): Promise<Record<string, WidgetItems>> {
    const { version = 2, sinceIds, ...rest } = params;
    const query = { ...rest, sinceIds: sinceIds && JSON.stringify(sinceIds) };
    const at =
      version === 1 ? path`apps/dashboard/api/v1/widget-items` : path`apps/dashboard/api/v2/widget-items`;
    return this.transport.ocs.get(at, query, ItemsByWidget, options);
  }

  /** Gets the ids of the widgets the account has chosen, in its order. */
  async layout(options?: RequestOptions): Promise<string[]> {
    return this.transport.ocs.get(path`apps/dashboard/api/v3/layout`, {}, Layout, options);
  }

  /** Chooses widgets and their order. */
  async setLayout(layout: readonly string[], options?: RequestOptions): Promise<string[]> {
    return this.#choose(path`apps/dashboard/api/v3/layout`, { layout }, Layout, options);
  }

  /** Gets the ids of what the account has chosen to see above the widgets, such as `weather`. */
  async statuses(options?: RequestOptions): Promise<string[]> {
    return this.transport.ocs.get(path`apps/dashboard/api/v3/statuses`, {}, Statuses, options);
  }

  /** Chooses what to see above the widgets. */
  async setStatuses(statuses: readonly string[], options?: RequestOptions): Promise<string[]> {
    return this.#choose(path`apps/dashboard/api/v3/statuses`, { statuses }, Statuses, options);
  }

  async #choose(
    at: Path,
    params: Readonly<Record<string, readonly string[]>>,
    schema: z.ZodType<string[]>,
    options: RequestOptions | undefined,
  ): Promise<string[]> {
    // Nothing may be chosen, and a form has no empty lists.
    const request = { method: "POST", path: at, params, encoding: "json", idempotent: true } as const;
    return this.transport.ocs.request(request, schema, options);
  }
}
