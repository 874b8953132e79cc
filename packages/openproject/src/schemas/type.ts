import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A kind of work package. */
export const Type = openObject({
  id: z.number(),
  name: z.string(),
  color: z.string().nullish(),
  position: z.number(),
  isDefault: z.boolean(),
  isMilestone: z.boolean(),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: openObject({ self: Link }),
});

export type Type = z.output<typeof Type>;
