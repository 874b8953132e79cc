import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** How urgent work packages are. */
export const Priority = openObject({
  id: z.number(),
  name: z.string(),
  position: z.number(),
  isDefault: z.boolean(),
  isActive: z.boolean().optional(),
  _links: openObject({ self: Link }),
});

export type Priority = z.output<typeof Priority>;
