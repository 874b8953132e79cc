import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import type { NextcloudTransport } from "../transport.js";

const Names = openObject({ data: z.array(z.string()) }).transform(({ data }) => data);
const Value = openObject({ data: z.string() }).transform(({ data }) => data);

/** Settings of apps for the whole server. For administrators. */
export class AppConfigResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists the apps that have settings. @throws ForbiddenError */
  async apps(options?: RequestOptions): Promise<string[]> {
    return this.transport.ocs.get(path`apps/provisioning_api/api/v1/config/apps`, {}, Names, options);
  }

  /** Lists the settings of an app. @throws ForbiddenError */
  async keys(app: string, options?: RequestOptions): Promise<string[]> {
    return this.transport.ocs.get(path`apps/provisioning_api/api/v1/config/apps/${app}`, {}, Names, options);
  }

  /** Gets a setting; an empty text or `defaultValue` when it is not set. @throws ForbiddenError */
  async get(
    app: string,
    key: string,
    params: { defaultValue?: string | undefined } = {},
    options?: RequestOptions,
  ): Promise<string> {
    const at = path`apps/provisioning_api/api/v1/config/apps/${app}/${key}`;
    return this.transport.ocs.get(at, params, Value, options);
  }

  /** Sets a setting. @throws ForbiddenError, also for those the server keeps to itself. */
  async set(app: string, key: string, value: string, options?: RequestOptions): Promise<void> {
    const at = path`apps/provisioning_api/api/v1/config/apps/${app}/${key}`;
    return this.transport.ocs.request(
      { method: "POST", path: at, params: { value }, idempotent: true },
      Nothing,
      options,
    );
  }

  /** Removes a setting. @throws ForbiddenError */
  async delete(app: string, key: string, options?: RequestOptions): Promise<void> {
    const at = path`apps/provisioning_api/api/v1/config/apps/${app}/${key}`;
    return this.transport.ocs.delete(at, {}, Nothing, options);
  }
}
