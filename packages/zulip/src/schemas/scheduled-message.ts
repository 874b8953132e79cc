import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A message the server will send. */
export const ScheduledMessage = openObject({
  scheduled_message_id: z.number(),
  type: z.string(),
  /** A channel, or users. */
  to: z.union([z.number(), z.array(z.number())]),
  /** Only for a channel. */
  topic: z.string().optional(),
  content: z.string(),
  rendered_content: z.string(),
  /** Seconds since 1970. */
  scheduled_delivery_timestamp: z.number(),
  /** Whether the server tried in vain. */
  failed: z.boolean(),
});

export type ScheduledMessage = z.output<typeof ScheduledMessage>;
