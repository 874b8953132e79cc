import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A user of the organisation. */
export const User = openObject({
  user_id: z.number(),
  /** The address the API knows the user by. */
  email: z.string(),
  /** The real address; `null` when this account may not see it. */
  delivery_email: z.string().nullish(),
  full_name: z.string(),
  is_active: z.boolean().optional(),
  is_owner: z.boolean(),
  is_admin: z.boolean(),
  is_guest: z.boolean(),
  is_bot: z.boolean(),
  bot_type: z.number().nullish(),
  /** 100 owner, 200 administrator, 300 moderator, 400 member, 600 guest. */
  role: z.number(),
  timezone: z.string(),
  /** ISO 8601. */
  date_joined: z.string(),
  /** `null` when it is to be computed from the address. */
  avatar_url: z.string().nullish(),
});

export type User = z.output<typeof User>;

/** The account itself. */
export const OwnUser = User.extend({ max_message_id: z.number().optional() });

export type OwnUser = z.output<typeof OwnUser>;
