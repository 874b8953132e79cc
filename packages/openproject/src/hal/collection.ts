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
    let known = Number.POSITIVE_INFINITY;
    for (let page: Collection<T> | undefined = this; page !== undefined; ) {
      const isFirst = page === this;
      const items: readonly T[] = page.items.filter((item) => recent.add(item) || isFirst);
      const { total = 0 } = page;
      // Going back has to lead on: where totals go up and down, as on two servers of which one lags behind, the same
      // pages would be read for ever.
      known = items.length > 0 ? total : Math.min(known, total);
      const following: Promise<Following<T> | undefined> = page.#following(known);
      // A reader that stops early never looks at it.
      following.catch(() => undefined);
      yield* items;
      const next: Following<T> | undefined = await following;
      known = next?.total ?? known;
      page = next?.page;
    }
  }

  /**
   * Fetches the page on which the next element is: an earlier one, if what is gone has moved the rest forward.
   *
   * @param known The total by which this page was the next.
   */
  async #following(known: number): Promise<Following<T> | undefined> {
    const { offset, pageSize } = this;
    if (!this.hasNext || offset === undefined || pageSize === undefined) return undefined;
    let unread = offset * pageSize;
    let total = known;
    for (let number = offset + 1; ; ) {
      const page = await this.#pageAt(number, pageSize);
      const left = Math.min(total, page.total ?? 0);
      unread = Math.max(0, unread - (total - left));
      total = left;
      const first = Math.floor(unread / pageSize) + 1;
      // Without ids nobody could tell what was read before.
      if (first >= number || !RecentIds.know(this.items)) return { page, total };
      number = first;
    }
  }
}

/** The page to read next, and the lowest total that was told on the way to it. */
interface Following<T> {
  readonly page: Collection<T>;
  readonly total: number;
}

type PageAt<T> = (offset: number, pageSize: number | undefined) => Promise<Collection<T>>;
