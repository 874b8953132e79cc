import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A reminder of a message. */
export const Reminder = openObject({
  reminder_id: z.number(),
  type: z.string(),
  to: z.array(z.number()),
  content: z.string(),
  rendered_content: z.string(),
  /** Seconds since 1970. */
  scheduled_delivery_timestamp: z.number(),
  /** Whether the server tried in vain. */
  failed: z.boolean(),
  reminder_target_message_id: z.number(),
});

export type Reminder = z.output<typeof Reminder>;
