/** Keeps the smallest of its items at hand: adding and taking cost the logarithm of their number. */
export class Heap<T> {
  readonly #items: T[] = [];

  constructor(private readonly isBefore: (one: T, other: T) => boolean) {}

  get size(): number {
    return this.#items.length;
  }

  /** The smallest item. */
  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let index = items.push(item) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = items[parentIndex];
      if (parent === undefined || !this.isBefore(item, parent)) break;
      items[index] = parent;
      index = parentIndex;
    }
    items[index] = item;
  }

  /** Takes the smallest item out. */
  pop(): T | undefined {
    const items = this.#items;
    const smallest = items[0];
    const moved = items.pop();
    if (moved === undefined || items.length === 0) return smallest;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const childIndex = this.#isBeforeAt(right, left) ? right : left;
      const child = items[childIndex];
      if (child === undefined || !this.isBefore(child, moved)) break;
      items[index] = child;
      index = childIndex;
    }
    items[index] = moved;
    return smallest;
  }

  #isBeforeAt(oneIndex: number, otherIndex: number): boolean {
    const one = this.#items[oneIndex];
    const other = this.#items[otherIndex];
    return one !== undefined && other !== undefined && this.isBefore(one, other);
  }
}
