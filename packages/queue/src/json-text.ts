import type { JsonValue } from "./job-queue.js";

/**
 * Data of a job that is written as JSON already: a queue keeps the text as it is.
 *
 * The text is trusted. One that is no JSON breaks whoever runs the job or lists it among the dead.
 */
export class JsonText {
  constructor(readonly text: string) {}

  /** Makes the value, for whoever writes JSON without knowing this class, such as another copy of this package. */
  toJSON(): JsonValue {
    return JSON.parse(this.text);
  }
}
