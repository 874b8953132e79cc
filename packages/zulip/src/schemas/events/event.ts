import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** Describes an event of one type. */
export function eventOf<T extends string, S extends z.ZodRawShape>(type: T, shape: S) {
  return openObject({ id: z.number(), type: z.literal(type), ...shape });
}

/** Describes an event of one type whose `op` tells what happened. */
export function opOf<T extends string, O extends string, S extends z.ZodRawShape>(
  type: T,
  op: O | readonly O[],
  shape: S,
) {
  const ops: readonly O[] = typeof op === "string" ? [op] : op;
  return openObject({ id: z.number(), type: z.literal(type), op: z.enum(ops), ...shape });
}
