import { z } from "zod";
import { Link } from "../hal/link.js";

/** A kind of work package. */
export const Type = z.looseObject({
  id: z.number(),
  name: z.string(),
  color: z.string().nullish(),
  position: z.number(),
  isDefault: z.boolean(),
  isMilestone: z.boolean(),
  _links: z.looseObject({ self: Link }),
});

export type Type = z.output<typeof Type>;
