import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** Where work packages stand. */
export const Status = openObject({
  id: z.number(),
  name: z.string(),
  isClosed: z.boolean(),
  isDefault: z.boolean(),
  isReadonly: z.boolean().optional(),
  /** Whether its work packages do not count in the totals of those above them. */
  excludedFromTotals: z.boolean().nullish(),
  color: z.string().nullish(),
  /** Per cent, where progress goes by status. */
  defaultDoneRatio: z.number().nullish(),
  position: z.number(),
  _links: openObject({ self: Link }),
});

export type Status = z.output<typeof Status>;
