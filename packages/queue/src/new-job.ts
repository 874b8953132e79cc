import { randomUUID } from "node:crypto";
import type { EnqueueOptions } from "./job-queue.js";
import type { StoredJob } from "./job-store.js";
import { JsonText } from "./json-text.js";

const LONGEST_NAME = 256;
const LARGEST_PRIORITY = 2_097_151;

/**
 * Makes a job of what a caller enqueues.
 *
 * @throws TypeError, RangeError when it cannot be a job in every queue.
 */
export function newJob(name: string, data: unknown, options: EnqueueOptions, date: number): StoredJob {
  const { id = uuidAt(date), priority = 0, attempts, delayMs = 0, waitMs = 0 } = options;
  checkName("name", name);
  checkName("id", id);
  checkRange("priority", priority, 0, LARGEST_PRIORITY);
  checkRange("attempts", attempts ?? 1, 1, Number.MAX_SAFE_INTEGER);
  checkDuration("delayMs", delayMs);
  checkDuration("waitMs", waitMs);
  // It is undefined for undefined and for functions.
  const text: string | undefined = data instanceof JsonText ? data.text : JSON.stringify(data);
  if (text === undefined) throw new TypeError("The data of a job has to be a JSON value");
  return { id, name, data: text, priority, attempts, enqueuedAt: date, keepId: options.id !== undefined };
}

/** Makes a UUID of version 7: ids that sort by their time lie side by side in an index, and one page takes many. */
function uuidAt(date: number): string {
  const time = date.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** Refuses what cannot be a key: LMDB's end at 1,978 bytes and hold no NUL, and Redis' are UTF-8. */
export function checkName(what: string, value: string): void {
  if (typeof value !== "string" || value.length === 0 || value.length > LONGEST_NAME) {
    throw new RangeError(`The ${what} of a job has between 1 and ${LONGEST_NAME} characters`);
  }
  if (value.includes("\0") || !value.isWellFormed()) {
    throw new TypeError(`The ${what} of a job cannot hold NUL or half a surrogate pair`);
  }
}

function checkDuration(what: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value))) throw new RangeError(`${what} cannot be ${value}`);
}

/** Refuses what is not a whole number within limits. */
export function checkRange(what: string, value: number, from: number, to: number): void {
  if (!Number.isInteger(value) || value < from || value > to) {
    throw new RangeError(`${what} is a whole number from ${from} to ${to}, not ${value}`);
  }
}
