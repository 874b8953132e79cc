import { z } from "zod";

/**
 * Makes the schema of a server's object: fields that are newer than we are pass through, and its type names only those
 * that are declared, so that a misspelt one does not compile.
 *
 * @example const User = openObject({ id: z.number() });
 */
export function openObject<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strip> {
  const open: z.ZodObject<Shape> = z.looseObject(shape);
  return open;
}
