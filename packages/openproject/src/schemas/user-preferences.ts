import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** How a user wants OpenProject to be. */
export const UserPreferences = openObject({
  autoHidePopups: z.boolean().optional(),
  timeZone: z.string().nullish(),
  commentSortDescending: z.boolean().optional(),
  warnOnLeavingUnsaved: z.boolean().optional(),
});

export type UserPreferences = z.output<typeof UserPreferences>;
