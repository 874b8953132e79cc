/** One page of a list, and the way to the next. */
export interface PageParts<T> {
  readonly items: readonly T[];
  /** How many there are in all, where the server tells. */
  readonly total?: number | undefined;
  /** Fetches the next page; absent on the last one. */
  readonly next?: (() => Promise<Page<T>>) | undefined;
}

/**
 * A page of a list that is also a walk over all of it: `for await (const item of page)` fetches page after page and
 * holds one at a time.
 */
export class Page<T> implements AsyncIterable<T> {
  readonly items: readonly T[];
  readonly total: number | undefined;
  readonly #next: (() => Promise<Page<T>>) | undefined;

  constructor(parts: PageParts<T>) {
    this.items = parts.items;
    this.total = parts.total;
    this.#next = parts.next;
  }

  /** Whether another page follows. */
  get hasNext(): boolean {
    return this.#next !== undefined;
  }

  /** Fetches the next page; `undefined` after the last one. */
  async next(): Promise<Page<T> | undefined> {
    return this.#next?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let page: Page<T> | undefined = this; page !== undefined; page = await page.next())
      yield* page.items;
  }
}
