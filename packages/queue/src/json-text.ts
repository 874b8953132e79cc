import type { JsonValue } from "./json-value.js";

/**
 * Data of a job that is written as JSON already: a queue keeps the text as it is.
 *
 * The text is trusted. A job whose text is no JSON is dead when its turn comes, and breaks whoever lists the dead.
 */
export class JsonText {
  constructor(readonly text: string) {}

  /** Makes the value, for whoever writes JSON without knowing this class, such as another copy of this package. */
  toJSON(): JsonValue {
    return JSON.parse(this.text);
  }
}
