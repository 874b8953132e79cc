import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A folder of channels. */
export const ChannelFolder = openObject({
  id: z.number(),
  name: z.string(),
  description: z.string(),
  rendered_description: z.string().optional(),
  order: z.number().optional(),
  creator_id: z.number().nullish(),
  /** Seconds since 1970. */
  date_created: z.number().nullish(),
  is_archived: z.boolean(),
});

export type ChannelFolder = z.output<typeof ChannelFolder>;
