import { path, type RequestOptions } from "@platformq/resilience";
import { Nothing } from "../ocs/envelope.js";
import type { NextcloudTransport } from "../transport.js";

/** Settings of apps for this account; which there are is up to each app. They can be set, and not read. */
export class PreferencesResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Sets a preference. @throws BadRequestError for one the app does not know. */
  async set(appId: string, key: string, value: string, options?: RequestOptions): Promise<void> {
    const at = path`apps/provisioning_api/api/v1/config/users/${appId}/${key}`;
    const params = { configValue: value };
    return this.transport.ocs.request(
      { method: "POST", path: at, params, idempotent: true },
      Nothing,
      options,
    );
  }

  /** Sets several preferences: all of them, or none. @throws BadRequestError */
  async setAll(
    appId: string,
    configs: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Promise<void> {
    const at = path`apps/provisioning_api/api/v1/config/users/${appId}`;
    return this.transport.ocs.request(
      { method: "POST", path: at, params: { configs }, idempotent: true },
      Nothing,
      options,
    );
  }

  /** Removes a preference. @throws BadRequestError */
  async delete(appId: string, key: string, options?: RequestOptions): Promise<void> {
    const at = path`apps/provisioning_api/api/v1/config/users/${appId}/${key}`;
    return this.transport.ocs.delete(at, {}, Nothing, options);
  }

  /** Removes several preferences. @throws BadRequestError */
  async deleteAll(appId: string, keys: readonly string[], options?: RequestOptions): Promise<void> {
    const at = path`apps/provisioning_api/api/v1/config/users/${appId}`;
    return this.transport.ocs.delete(at, { configKeys: keys }, Nothing, options);
  }
}
