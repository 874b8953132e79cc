import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { NavigationView } from "../schemas/navigation-view.js";
import type { ZulipTransport } from "../transport.js";

/** What to change of a view. */
export interface UpdateNavigationView {
  is_pinned?: boolean | undefined;
  /** For a view of the account's own. */
  name?: string | undefined;
}

const Views = field("navigation_views", z.array(NavigationView));

/** Views in the account's sidebar; since Zulip 11. A view is known by its URL's fragment, such as `narrow/is/starred`. */
export class NavigationViewsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists views. @see https://zulip.com/api/get-navigation-views */
  async list(options?: RequestOptions): Promise<Page<NavigationView>> {
    return this.transport.since(390).list(path`navigation_views`, {}, Views, options);
  }

  /** Adds a view. @see https://zulip.com/api/add-navigation-view */
  async add(
    params: { fragment: string; is_pinned: boolean; name?: string | undefined },
    options?: RequestOptions,
  ): Promise<void> {
    return this.transport.since(390).post(path`navigation_views`, params, Nothing, options);
  }

  /** Changes a view. @throws NotFoundError @see https://zulip.com/api/edit-navigation-view */
  async update(fragment: string, params: UpdateNavigationView, options?: RequestOptions): Promise<void> {
    return this.transport.since(390).patch(path`navigation_views/${fragment}`, params, Nothing, options);
  }

  /** Removes a view. @throws NotFoundError @see https://zulip.com/api/remove-navigation-view */
  async remove(fragment: string, options?: RequestOptions): Promise<void> {
    return this.transport.since(390).delete(path`navigation_views/${fragment}`, {}, Nothing, options);
  }
}
