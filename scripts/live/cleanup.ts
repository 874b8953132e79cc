import { NotFoundError } from "@platformq/resilience";
import { describeError } from "../terminal/describe-error.js";

/** Takes away what was created, and nothing else: only who created something has it undone. */
export class Cleanup {
  readonly #undos: { readonly what: string; readonly undo: () => Promise<unknown> }[] = [];

  /** Has something undone at the end. */
  add(what: string, undo: () => Promise<unknown>): void {
    this.#undos.push({ what, undo });
  }

  /** Undoes everything, the newest first, and tells what is left. What is gone already is no problem. */
  async run(): Promise<string[]> {
    const left: string[] = [];
    for (const { what, undo } of this.#undos.splice(0).reverse()) {
      try {
        await undo();
      } catch (error) {
        if (!(error instanceof NotFoundError)) left.push(`${what}: ${describeError(error)}`);
      }
    }
    return left;
  }
}
