import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A pattern the server turns into links. */
export const Linkifier = openObject({
  id: z.number(),
  pattern: z.string(),
  url_template: z.string(),
});

export type Linkifier = z.output<typeof Linkifier>;
