import { z } from "zod";
import { Link } from "./link.js";

/** Any resource: what can be said of one whose kind is not known beforehand. */
export const HalResource = z.looseObject({
  _type: z.string().optional(),
  _links: z.record(z.string(), z.union([Link, z.array(Link)])).optional(),
  _embedded: z.looseObject({}).optional(),
});

export type HalResource = z.output<typeof HalResource>;
