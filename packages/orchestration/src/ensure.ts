import { ConflictError, isPlatformError } from "@platformq/resilience";

/** How something wanted came to be there. */
export interface Ensured<T> {
  readonly value: T;
  readonly state: "found" | "created";
}

/**
 * Makes sure that something exists: looks for it, creates it if it is not there, and looks again when the creation's
 * outcome is unknown or somebody else was faster. So nothing is created twice, and nothing is given up that is there.
 */
export async function ensure<T>(
  find: () => Promise<T | undefined>,
  create: () => Promise<T>,
): Promise<Ensured<T>> {
  const found = await find();
  if (found !== undefined) return { value: found, state: "found" };
  try {
    return { value: await create(), state: "created" };
  } catch (error) {
    const isUnknown = isPlatformError(error) && error.outcome === "unknown";
    if (!isUnknown && !(error instanceof ConflictError)) throw error;
    const now = await find();
    if (now === undefined) throw error;
    return { value: now, state: isUnknown ? "created" : "found" };
  }
}
