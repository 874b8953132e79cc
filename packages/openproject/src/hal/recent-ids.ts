/** As many as ten of the largest pages have. */
const MOST = 10_000;

/** Remembers what was read last, by id, to know it again on a page that is read anew. */
export class RecentIds {
  readonly #ids = new Set<string | number>();

  /** Tells whether elements have ids. */
  static know(items: readonly unknown[]): boolean {
    return items.every((item) => idOf(item) !== undefined);
  }

  /** Remembers an element; tells whether it is new. */
  add(item: unknown): boolean {
    const id = idOf(item);
    if (id === undefined) return true;
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    const [oldest] = this.#ids.size > MOST ? this.#ids : [];
    if (oldest !== undefined) this.#ids.delete(oldest);
    return true;
  }
}

function idOf(item: unknown): string | number | undefined {
  if (typeof item !== "object" || item === null || !("id" in item)) return undefined;
  return typeof item.id === "number" || typeof item.id === "string" ? item.id : undefined;
}
