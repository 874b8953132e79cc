import { waitAskedBy } from "../../wait-asked-by.js";

/** How long a step may still wait, in all, for a platform that asks for time. */
export class WaitBudget {
  constructor(private leftMs: number) {}

  /** How long to wait after an error before the step is done again; `undefined` when that is no use, or too long. */
  waitAfter(error: unknown): number | undefined {
    const waitMs = waitAskedBy(error);
    if (waitMs === undefined || waitMs > this.leftMs) return undefined;
    this.leftMs -= waitMs;
    return waitMs;
  }
}
