import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A text to use again. */
export const SavedSnippet = openObject({
  id: z.number(),
  title: z.string(),
  content: z.string(),
  /** Seconds since 1970. */
  date_created: z.number(),
});

export type SavedSnippet = z.output<typeof SavedSnippet>;
