import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** What a user says of themselves; what is absent is not set. */
export const UserStatus = openObject({
  status_text: z.string().optional(),
  emoji_name: z.string().optional(),
  emoji_code: z.string().optional(),
  reaction_type: z.string().optional(),
  away: z.boolean().optional(),
});

export type UserStatus = z.output<typeof UserStatus>;
