import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** An invitation that is still open. */
export const Invitation = openObject({
  id: z.number(),
  invited_by_user_id: z.number(),
  /** Seconds since 1970. */
  invited: z.number(),
  /** Seconds since 1970; `null` for never. */
  expiry_date: z.number().nullable(),
  /** 100 owner, 200 administrator, 300 moderator, 400 member, 600 guest. */
  invited_as: z.number(),
  /** Whether it is a link. */
  is_multiuse: z.boolean(),
  /** Of an invitation by mail. */
  email: z.string().optional(),
  notify_referrer_on_join: z.boolean().optional(),
  /** Of a link. */
  link_url: z.string().optional(),
});

export type Invitation = z.output<typeof Invitation>;
