import { path, type RequestOptions } from "@platformq/resilience";
import { Nothing } from "../envelope.js";
import type { UserSettings } from "../settings/user-settings.js";
import type { ZulipTransport } from "../transport.js";
import type { ProfileValue } from "./users.js";

/** What to change of the account: its settings, and what it signs in with. */
export interface UpdateSettings extends UserSettings {
  full_name?: string | undefined;
  email?: string | undefined;
  old_password?: string | undefined;
  new_password?: string | undefined;
  timezone?: string | undefined;
  default_language?: string | undefined;
  allow_private_data_export?: boolean | undefined;
}

/** The account's settings and profile. Servers refuse these to bots. */
export class SettingsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Changes settings. @see https://zulip.com/api/update-settings */
  async update(params: UpdateSettings, options?: RequestOptions): Promise<void> {
    const secrets = [params.old_password, params.new_password].filter((secret) => secret !== undefined);
    return this.transport.request(
      { method: "PATCH", path: path`settings`, params, secrets },
      Nothing,
      options,
    );
  }

  /** Sets values of custom profile fields. @see https://zulip.com/api/update-profile-data */
  async updateProfile(data: readonly ProfileValue[], options?: RequestOptions): Promise<void> {
    return this.transport.patch(path`users/me/profile_data`, { data }, Nothing, options);
  }

  /** Clears custom profile fields. @param fields Their ids. @see https://zulip.com/api/remove-profile-data */
  async removeProfile(fields: readonly number[], options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`users/me/profile_data`, { data: fields }, Nothing, options);
  }
}
