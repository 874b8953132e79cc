import { NotFoundError } from "@platformq/resilience";

/** Takes "not found" for an answer: what is not there is `undefined`. */
export async function orMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Waits for a removal; what is gone already need not be removed. */
export async function unlessGone(removal: Promise<unknown>): Promise<void> {
  await orMissing(removal);
}
