import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** An option of a list. */
export const CustomOption = openObject({
  id: z.number(),
  value: z.string(),
  _links: openObject({ self: Link }),
});

export type CustomOption = z.output<typeof CustomOption>;

/** An item of a hierarchy or a weighted list. */
export const CustomFieldItem = openObject({
  id: z.number(),
  label: z.string().nullish(),
  short: z.string().nullish(),
  depth: z.number().nullish(),
  _links: openObject({ self: Link, parent: Link.optional(), children: z.array(Link).optional() }),
});

export type CustomFieldItem = z.output<typeof CustomFieldItem>;

/** A button that changes work packages in a way an administrator laid down. */
export const CustomAction = openObject({
  id: z.number().optional(),
  name: z.string(),
  description: z.string().nullish(),
  _links: openObject({ self: Link, executeImmediately: Link }),
});

export type CustomAction = z.output<typeof CustomAction>;
