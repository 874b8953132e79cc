import { z } from "zod";
import { Link } from "../hal/link.js";

/** How urgent work packages are. */
export const Priority = z.looseObject({
  id: z.number(),
  name: z.string(),
  position: z.number(),
  isDefault: z.boolean(),
  isActive: z.boolean().optional(),
  _links: z.looseObject({ self: Link }),
});

export type Priority = z.output<typeof Priority>;
