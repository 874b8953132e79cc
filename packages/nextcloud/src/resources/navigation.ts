import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { phpList } from "../schemas/php-list.js";
import type { NextcloudTransport } from "../transport.js";

const Entry = openObject({
  id: z.string(),
  name: z.string(),
  href: z.string(),
  icon: z.string(),
  /** How many unread things it tells of. */
  unread: z.number().optional(),
});
const Entries = phpList(Entry);

/** An entry of a menu. */
export type NavigationEntry = z.output<typeof Entry>;

/** The menus of the account. */
export class NavigationResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists the apps of the menu. @param params.absolute Gives whole URLs. @default false */
  async apps(
    params: { absolute?: boolean | undefined } = {},
    options?: RequestOptions,
  ): Promise<NavigationEntry[]> {
    return this.transport.ocs.get(path`core/navigation/apps`, params, Entries, options);
  }

  /** Lists the entries of the account's own menu. @param params.absolute Gives whole URLs. @default false */
  async settings(
    params: { absolute?: boolean | undefined } = {},
    options?: RequestOptions,
  ): Promise<NavigationEntry[]> {
    return this.transport.ocs.get(path`core/navigation/settings`, params, Entries, options);
  }
}
