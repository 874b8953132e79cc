import type { JsonValue } from "../json-value.js";

/** What is in Redis as the data of a BullMQ job. */
export interface Envelope {
  readonly id: string;
  readonly data: JsonValue;
  /** The attempts it was enqueued with; `null` when its handler decides. */
  readonly attempts: number | null;
  /** How many of the starts that BullMQ counts spent no attempt. */
  readonly spared: number;
  /** Tells the job that was accepted from a later one of the same id. */
  readonly acceptance: string;
}

/** The BullMQ queue of a job name: one each, so that every name has its own concurrency. BullMQ forbids colons. */
export function bullName(name: string): string {
  return encodeURIComponent(name);
}

/** The id of a BullMQ job: BullMQ forbids colons and whole numbers. */
export function bullId(id: string): string {
  return `id-${encodeURIComponent(id)}`;
}
