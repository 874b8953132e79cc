import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A set of permissions. */
export const Role = openObject({
  id: z.number(),
  name: z.string(),
  _links: openObject({ self: Link }),
});

export type Role = z.output<typeof Role>;
