import { ConflictError } from "@platformq/resilience";
import { UpdateConflictError } from "../errors.js";
import { durationMs } from "../hal/duration.js";

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
 * @throws UpdateConflictError with both versions.
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
      const current = await resource.read();
      const wanted = propertiesOf(body);
      const open = wanted.filter(([at, value]) => !isSame(value, valueAt(current, at)));
      if (open.length === 0 && (error.attempts > 1 || !isAsked)) return current;
      const changed = isAsked ? [] : open.filter(([at]) => !isSame(valueAt(base, at), valueAt(current, at)));
      if (changed.length > 0 || round === MAX_ROUNDS) {
        const properties = (changed.length > 0 ? changed : open).map(([at]) => at.at(-1) ?? "");
        throw new UpdateConflictError(error, { base, current, properties });
      }
      base = current;
    }
  }
}

function isFunction<T, Changes>(
  changes: ChangesOf<T, Changes>,
): changes is (current: T) => Changes | Promise<Changes> {
  return typeof changes === "function";
}

type PropertyPath = readonly string[];

/** What a body writes, with the links taken one by one. */
function propertiesOf(body: object): [PropertyPath, unknown][] {
  const properties: [PropertyPath, unknown][] = [];
  for (const [name, value] of Object.entries(body)) {
    if (name === "_links") {
      for (const [link, to] of Object.entries(Object(value))) properties.push([[name, link], to]);
    } else if (name !== "_meta") {
      properties.push([[name], value]);
    }
  }
  return properties.filter(([, value]) => value !== undefined);
}

function valueAt(resource: unknown, at: PropertyPath): unknown {
  return at.reduce<unknown>((value, name) => Object(value)[name], resource);
}

function isSame(a: unknown, b: unknown): boolean {
  return comparable(a) === comparable(b);
}

/** Puts a value as it is written and as it is read in the same terms. */
function comparable(value: unknown): string {
  if (Array.isArray(value)) return value.map(comparable).sort().join(" ");
  if (typeof value === "object" && value !== null) {
    // Titles, rendered texts and the folder of the server are not written.
    if ("href" in value) return String(value.href).replace(/^.*(?=\/api\/v3\/)/, "");
    if ("raw" in value) return String(value.raw ?? "");
  }
  if (typeof value === "string" && /^P\w*\d/.test(value)) return durationIn(value);
  return JSON.stringify(value ?? null);
}

/** `PT90M` is read back as `PT1H30M`. */
function durationIn(text: string): string {
  try {
    return `${durationMs(text)} ms`;
  } catch {
    return text;
  }
}
