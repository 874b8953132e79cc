import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A message to finish later. */
export const Draft = openObject({
  id: z.number(),
  /** `stream`, `private`, or empty. */
  type: z.string(),
  to: z.array(z.number()),
  topic: z.string(),
  content: z.string(),
  /** Seconds since 1970. */
  timestamp: z.number().optional(),
});

export type Draft = z.output<typeof Draft>;
