import { ConflictError } from "@platformq/resilience";
import { UpdateConflictError } from "../errors.js";
import { isChanged, isWritten, propertiesOf } from "./written-properties.js";

/** A resource that must not be overwritten unseen. */
export interface Locked {
  readonly lockVersion: number;
}

/** How to read one resource and how to write it. */
export interface LockedResource<T extends Locked, Changes> {
  read(): Promise<T>;
  /** Makes the body of a change to this version, without its `lockVersion`. */
  encode(changes: Changes, current: T): Promise<object>;
  write(body: object): Promise<T>;
}

/** What to change, or what to make of the present version. */
export type ChangesOf<T, Changes> = Changes | ((current: T) => Changes | Promise<Changes>);

/** How often a function of the present version is asked again. */
const MAX_ROUNDS = 5;

/**
 * Changes a resource without overwriting what others change at the same time.
 *
 * On a conflict it reads the resource again. Fixed changes are applied to it unless somebody else changed the same
 * properties; a function is asked anew. A change that has arrived all the same, by an attempt whose answer was lost, is
 * recognised and not made twice.
 *
 * @throws UpdateConflictError with both versions; its `outcome` is `unknown` when the change may have arrived before
 *   others changed it.
 */
export async function updateLocked<T extends Locked, Changes>(
  resource: LockedResource<T, Changes>,
  changes: ChangesOf<T, Changes>,
): Promise<T> {
  let base = await resource.read();
  for (let round = 1; ; round++) {
    const isAsked = isFunction(changes);
    const body = await resource.encode(isAsked ? await changes(base) : changes, base);
    try {
      return await resource.write({ ...body, lockVersion: base.lockVersion });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const isUnknown = error.outcome === "unknown";
      const current = await readAfter(error, resource);
      const open = propertiesOf(body).filter((property) => !isWritten(property, current));
      if (open.length === 0 && (isUnknown || !isAsked)) return current;
      const changed = isAsked ? [] : open.filter((property) => isChanged(property, base, current));
      // The function's changes may be in the present version already, under those of others: asked again, it would
      // make them twice.
      const isOver = changed.length > 0 || (isAsked && isUnknown) || round === MAX_ROUNDS;
      if (isOver) {
        const properties = (changed.length > 0 ? changed : open).map(({ name }) => name);
        throw new UpdateConflictError(error, { base, current, properties });
      }
      base = current;
    }
  }
}

/** Reads what there is after a conflict. When that fails, the conflict still says what is known of the write. */
async function readAfter<T extends Locked>(
  conflict: ConflictError,
  resource: Pick<LockedResource<T, never>, "read">,
): Promise<T> {
  try {
    return await resource.read();
  } catch (error) {
    throw conflict.outcome === "unknown" ? conflict : error;
  }
}

function isFunction<T, Changes>(
  changes: ChangesOf<T, Changes>,
): changes is (current: T) => Changes | Promise<Changes> {
  return typeof changes === "function";
}
