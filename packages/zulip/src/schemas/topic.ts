import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A topic of a channel. */
export const Topic = openObject({
  name: z.string(),
  /** The newest message in it. */
  max_id: z.number(),
});

export type Topic = z.output<typeof Topic>;
