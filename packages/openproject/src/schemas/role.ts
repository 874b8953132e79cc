import { z } from "zod";
import { Link } from "../hal/link.js";

/** A set of permissions. */
export const Role = z.looseObject({
  id: z.number(),
  name: z.string(),
  _links: z.looseObject({ self: Link }),
});

export type Role = z.output<typeof Role>;
