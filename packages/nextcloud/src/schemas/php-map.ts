import { z } from "zod";

/** Reads a map from strings; PHP writes an empty one as `[]`, and one with the keys 0, 1 and so on as a list. */
export function phpMap<T extends z.ZodType>(values: T): z.ZodType<Record<string, z.output<T>>> {
  const map: z.ZodType<Record<string, z.output<T>>> = z.record(z.string(), values);
  return z.preprocess((value) => (Array.isArray(value) ? { ...value } : value), map);
}
