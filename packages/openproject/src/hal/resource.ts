import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "./link.js";

/** Any resource: what can be said of one whose kind, and so what it has, is not known beforehand. */
export const HalResource = openObject({
  _type: z.string().optional(),
  _links: z.record(z.string(), z.union([Link, z.array(Link)])).optional(),
  _embedded: z.record(z.string(), z.unknown()).optional(),
}).catchall(z.unknown());

export type HalResource = z.output<typeof HalResource>;
