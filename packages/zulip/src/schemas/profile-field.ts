import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A field of users' profiles. */
export const ProfileField = openObject({
  id: z.number(),
  /** 1 short text, 2 long text, 3 options, 4 date, 5 link, 6 users, 7 external account, 8 pronouns. */
  type: z.number(),
  order: z.number(),
  name: z.string(),
  hint: z.string(),
  /** JSON. */
  field_data: z.string().optional(),
  display_in_profile_summary: z.boolean().optional(),
  required: z.boolean().optional(),
  editable_by_user: z.boolean().optional(),
});

export type ProfileField = z.output<typeof ProfileField>;
