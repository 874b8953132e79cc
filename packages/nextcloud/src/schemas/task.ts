import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "./php-map.js";

const time = z
  .number()
  .nullish()
  .transform((seconds) => (typeof seconds === "number" ? new Date(seconds * 1000) : null));

const Value = z.union([z.string(), z.number(), z.array(z.string()), z.array(z.number())]);

/** A task; what else the server tells keeps the name it has there. */
export const Task = openObject({
  id: z.number(),
  /** Such as `core:text2text`. */
  type: z.string(),
  /** `STATUS_SCHEDULED`, `_RUNNING`, `_SUCCESSFUL`, `_FAILED`, `_CANCELLED` or `_UNKNOWN`. */
  status: z.string(),
  appId: z.string(),
  customId: z.string().nullish(),
  input: phpMap(Value),
  /** `null` until there is one. */
  output: phpMap(Value).nullable(),
  /** From 0 to 1. */
  progress: z.number().nullish(),
  lastUpdated: time,
  scheduledAt: time,
  startedAt: time,
  endedAt: time,
  completionExpectedAt: time,
});

/** A task for a machine that writes, paints or listens. */
export type Task = z.output<typeof Task>;

const Shape = phpMap(openObject({ name: z.string(), description: z.string(), type: z.string() }));

/** A kind of task, with what it takes and gives. */
export const TaskType = openObject({
  name: z.string(),
  description: z.string(),
  inputShape: Shape,
  outputShape: Shape,
});

/** A kind of task, with what it takes and gives. */
export type TaskType = z.output<typeof TaskType>;
