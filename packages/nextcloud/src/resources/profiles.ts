import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import type { NextcloudTransport } from "../transport.js";

const Profile = openObject({
  userId: z.string(),
  displayname: z.string().nullish(),
  address: z.string().nullish(),
  biography: z.string().nullish(),
  headline: z.string().nullish(),
  organisation: z.string().nullish(),
  pronouns: z.string().nullish(),
  role: z.string().nullish(),
  timezone: z.string().optional(),
  timezoneOffset: z.number().optional(),
  actions: z.array(openObject({ id: z.string(), title: z.string(), target: z.string().nullish() })),
}).transform(({ displayname, ...rest }) => ({ ...rest, displayName: displayname ?? null }));

/** What a user shows of themselves. What this account may not see, or the user did not fill in, is left out. */
export type Profile = z.output<typeof Profile>;

const ContactActions = openObject({
  actions: z.array(
    openObject({ title: z.string(), icon: z.string(), hyperlink: z.string(), appId: z.string() }),
  ),
}).transform(({ actions }) => actions);

/** Who sees a field of a profile. */
export type ProfileVisibility = "show" | "show_users_only" | "hide";

/** What users show of themselves. @see https://docs.nextcloud.com/server/latest/user_manual/en/userpreferences.html */
export class ProfilesResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Gets a user's profile; Nextcloud 32 or newer. @throws NotFoundError, also for a profile that is switched off. */
  async get(userId: string, options?: RequestOptions): Promise<Profile> {
    return this.transport.ocs.get(path`profile/${userId}`, {}, Profile, options);
  }

  /** Sets who sees a field, such as `phone`, of the account's own profile. @throws BadRequestError for a field that is none, ForbiddenError. */
  async setVisibility(
    userId: string,
    params: { field: string; visibility: ProfileVisibility },
    options?: RequestOptions,
  ): Promise<void> {
    const fields = { paramId: params.field, visibility: params.visibility };
    return this.transport.ocs.put(path`profile/${userId}`, fields, Nothing, options);
  }

  /** Lists the ways to get in touch with a user: a link to the profile, to mail, to talk. @throws NotFoundError */
  async contactActions(userId: string, options?: RequestOptions): Promise<z.output<typeof ContactActions>> {
    return this.transport.ocs.get(path`hovercard/v1/${userId}`, {}, ContactActions, options);
  }
}
