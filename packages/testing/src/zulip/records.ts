import { badRequest } from "./errors.js";

/** Things of one kind, by a number or a name. */
export class Records<Key extends number | string, T extends object> {
  readonly #items = new Map<Key, T>();

  /** @param missing What the server says of a key that is not there. */
  constructor(
    private readonly missing: string,
    private readonly status = 400,
  ) {}

  get all(): T[] {
    return [...this.#items.values()];
  }

  set(key: Key, item: T): void {
    this.#items.set(key, item);
  }

  has(key: Key): boolean {
    return this.#items.has(key);
  }

  /** @throws ZulipError if there is no such thing */
  get(key: Key): T {
    return this.#items.get(key) ?? this.refuse();
  }

  /** @throws ZulipError as for what is not there */
  refuse(): never {
    throw badRequest(this.missing, this.status);
  }

  /** @throws ZulipError if there is no such thing */
  change(key: Key, changes: Partial<T>): void {
    this.#items.set(key, { ...this.get(key), ...definedOnly(changes) });
  }

  /** @throws ZulipError if there is no such thing */
  delete(key: Key): void {
    this.get(key);
    this.#items.delete(key);
  }
}

function definedOnly<T extends object>(changes: Partial<T>): Partial<T> {
  const result: Partial<T> = { ...changes };
  for (const name in result) if (result[name] === undefined) delete result[name];
  return result;
}
