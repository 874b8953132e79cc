import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** An uploaded file. */
export const Attachment = openObject({
  id: z.number(),
  name: z.string(),
  /** Where it is, below `/user_uploads/`. */
  path_id: z.string(),
  /** Bytes. */
  size: z.number(),
  /** Milliseconds since 1970. */
  create_time: z.number(),
  /** The messages that link to it; `date_sent` is in milliseconds since 1970. */
  messages: z.array(openObject({ id: z.number(), date_sent: z.number() })),
});

export type Attachment = z.output<typeof Attachment>;
