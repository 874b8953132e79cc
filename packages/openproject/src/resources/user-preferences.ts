import { path, type RequestOptions } from "@platformq/resilience";
import { UserPreferences } from "../schemas/user-preferences.js";
import type { OpenProjectTransport } from "../transport.js";

/** How users want OpenProject to be. @see https://www.openproject.org/docs/api/endpoints/user-preferences/ */
export class UserPreferencesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Gets a user's preferences. @param userId An id, or `me`. */
  async get(userId: number | "me" = "me", options?: RequestOptions): Promise<UserPreferences> {
    return this.transport.get(path`users/${userId}/preferences`, {}, UserPreferences, options);
  }

  /** Changes a user's preferences. */
  async update(
    userId: number | "me",
    params: Partial<UserPreferences>,
    options?: RequestOptions,
  ): Promise<UserPreferences> {
    return this.transport.change(path`users/${userId}/preferences`, params, UserPreferences, options);
  }
}
