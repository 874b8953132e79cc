import { z } from "zod";

/** Reads a list; PHP writes one that it has filtered as a map from the places that are left. */
export function phpList<T extends z.ZodType>(items: T): z.ZodType<z.output<T>[]> {
  const list: z.ZodType<z.output<T>[]> = z.array(items);
  const isMap = (value: unknown): value is object =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  return z.preprocess((value) => (isMap(value) ? Object.values(value) : value), list);
}
