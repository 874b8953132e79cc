import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** An emoji of the organisation's own. */
export const RealmEmoji = openObject({
  id: z.string(),
  name: z.string(),
  source_url: z.string(),
  /** A frame of an animated one. */
  still_url: z.string().nullish(),
  deactivated: z.boolean(),
  author_id: z.number().nullish(),
});

export type RealmEmoji = z.output<typeof RealmEmoji>;
