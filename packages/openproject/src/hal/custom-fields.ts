import { openObject } from "@platformq/resilience";
import type { z } from "zod";

/** Custom fields as they are read, by number: values in the resource itself, links to options and people in its `_links`. */
export type CustomFields = { readonly [field: `customField${number}`]: unknown };

/**
 * Makes the schema of an object with custom fields, which only the server knows; they are as unchecked as what is newer
 * than we are.
 *
 * @example const Version = withCustomFields({ id: z.number(), _links: withCustomFields({ self: Link }) });
 */
export function withCustomFields<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodObject<Shape, { in: CustomFields; out: CustomFields }> {
  const open: z.ZodObject<Shape, { in: CustomFields; out: CustomFields }> = openObject(shape);
  return open;
}
