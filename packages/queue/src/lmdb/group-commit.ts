import type { RootDatabase } from "lmdb";

/** A transaction this long holds the event loop for some tens of milliseconds. */
const LARGEST_GROUP = 2000;

interface Waiting {
  run(): void;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Writes many operations with one transaction and one sync to the disk: while a commit is under way, the operations
 * that come in gather for the next one.
 */
export class GroupCommit {
  #waiting: Waiting[] = [];
  #committing: Promise<void> | undefined;

  /** @param begin is called as the first in each transaction. */
  constructor(
    private readonly environment: RootDatabase,
    private readonly begin: () => void = () => {},
  ) {}

  /** Runs an operation in the next transaction; resolves once it is committed and on the disk. */
  write<T>(operation: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T;
      this.#waiting.push({
        run() {
          result = operation();
        },
        resolve: () => resolve(result),
        reject,
      });
      this.#committing ??= this.#commit();
    });
  }

  /** Resolves when everything that was written so far is committed. */
  async settled(): Promise<void> {
    await this.#committing;
  }

  async #commit(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Lets in what is written in the same turn of the event loop, and what the last commit gives occasion to.
      await new Promise((resolve) => setImmediate(resolve));
      const group = this.#waiting.splice(0, LARGEST_GROUP);
      try {
        // A child transaction, as a plain one would commit the operations before one that throws.
        await this.environment.childTransaction(() => {
          this.begin();
          for (const { run } of group) run();
        });
        this.environment.resetReadTxn();
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#committing = undefined;
  }
}
