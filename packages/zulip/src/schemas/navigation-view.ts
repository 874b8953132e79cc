import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A view in the sidebar. */
export const NavigationView = openObject({
  fragment: z.string(),
  is_pinned: z.boolean(),
  name: z.string().nullish(),
});

export type NavigationView = z.output<typeof NavigationView>;
