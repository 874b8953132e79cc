import { Page } from "@platformq/resilience";
import type { CollectionPage, Group } from "./collection-schema.js";
import { RecentIds } from "./recent-ids.js";

/**
 * A page of a collection, with what the server says of the whole of it.
 *
 * Iterating reads one page ahead. The list may become shorter meanwhile, for instance because its filters no longer hold
 * for what was changed: the rest then moves forward, so an earlier page is read again and nothing is left out. That shows
 * in `total`, so it is missed if as many elements come in as go out.
 */
export class Collection<T> extends Page<T> {
  /** Elements per page: fewer than asked for when the server cut that down. `undefined` where there are no pages. */
  readonly pageSize: number | undefined;
  /** The number of the page, beginning with 1; `undefined` where there are no pages. */
  readonly offset: number | undefined;
  /** The groups, when `groupBy` asked for them. */
  readonly groups: readonly Group[];
  /** Sums over all elements, when `showSums` asked for them. */
  readonly totalSums: Readonly<Record<string, unknown>>;
  readonly #pageAt: PageAt<T>;

  /** @param pageAt Fetches another page of the same size. */
  constructor(page: CollectionPage<T>, pageAt: PageAt<T>) {
    const { elements, total, hasNext, pageSize, offset } = page;
    const next = hasNext && offset !== undefined ? () => pageAt(offset + 1, pageSize) : undefined;
    super({ items: elements, total, next });
    this.pageSize = pageSize;
    this.offset = offset;
    this.groups = page.groups ?? [];
    this.totalSums = page.totalSums ?? {};
    this.#pageAt = pageAt;
  }

  override async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const recent = new RecentIds();
    for (let page: Collection<T> | undefined = this; page !== undefined; ) {
      const following: Promise<Collection<T> | undefined> = page.#following();
      // A reader that stops early never looks at it.
      following.catch(() => undefined);
      for (const item of page.items) {
        const isNew = recent.add(item);
        if (isNew || page === this) yield item;
      }
      page = await following;
    }
  }

  /** Fetches the page on which the next element is: an earlier one, if what is gone has moved the rest forward. */
  async #following(): Promise<Collection<T> | undefined> {
    const { offset, pageSize } = this;
    if (!this.hasNext || offset === undefined || pageSize === undefined) return undefined;
    let unread = offset * pageSize;
    let { total = 0 } = this;
    for (let number = offset + 1; ; ) {
      const page = await this.#pageAt(number, pageSize);
      const { total: left = 0 } = page;
      unread = Math.max(0, unread - Math.max(0, total - left));
      total = left;
      const first = Math.floor(unread / pageSize) + 1;
      // Without ids nobody could tell what was read before.
      if (first >= number || !RecentIds.know(this.items)) return page;
      number = first;
    }
  }
}

type PageAt<T> = (offset: number, pageSize: number | undefined) => Promise<Collection<T>>;
