import { z } from "zod";
import { Link } from "../hal/link.js";

/** Where work packages stand. */
export const Status = z.looseObject({
  id: z.number(),
  name: z.string(),
  isClosed: z.boolean(),
  isDefault: z.boolean(),
  isReadonly: z.boolean().optional(),
  color: z.string().nullish(),
  /** Per cent, where progress goes by status. */
  defaultDoneRatio: z.number().nullish(),
  position: z.number(),
  _links: z.looseObject({ self: Link }),
});

export type Status = z.output<typeof Status>;
