import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import { phpList } from "../schemas/php-list.js";
import type { NextcloudTransport } from "../transport.js";

const AppIds = openObject({ apps: phpList(z.string()) }).transform(({ apps }) => apps);

/** An app; what else the server tells keeps the name it has there. */
export const App = openObject({ id: z.string(), name: z.string(), version: z.string().optional() });

/** An app of the server. */
export type App = z.output<typeof App>;

/** Apps of the server. For administrators. @see https://docs.nextcloud.com/server/latest/admin_manual/configuration_user/instruction_set_for_apps.html */
export class AppsResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists the ids of apps. @throws ForbiddenError */
  async list(
    params: { filter?: "enabled" | "disabled" | undefined } = {},
    options?: RequestOptions,
  ): Promise<string[]> {
    return this.transport.ocs.get(path`cloud/apps`, params, AppIds, options);
  }

  /** Gets an app. @throws NotFoundError */
  async get(id: string, options?: RequestOptions): Promise<App> {
    return this.transport.ocs.get(path`cloud/apps/${id}`, {}, App, options);
  }

  /** Tells whether an app is enabled. */
  async isEnabled(id: string, options?: RequestOptions): Promise<boolean> {
    return (await this.list({ filter: "enabled" }, options)).includes(id);
  }

  /** Enables an app; one that is enabled stays so. @throws NotFoundError */
  async enable(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.request(
      { method: "POST", path: path`cloud/apps/${id}`, idempotent: true },
      Nothing,
      options,
    );
  }

  /** Disables an app; its data stays. */
  async disable(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`cloud/apps/${id}`, {}, Nothing, options);
  }
}
