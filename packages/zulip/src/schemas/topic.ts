import { z } from "zod";

/** A topic of a channel. */
export const Topic = z.looseObject({
  name: z.string(),
  /** The newest message in it. */
  max_id: z.number(),
});

export type Topic = z.output<typeof Topic>;
