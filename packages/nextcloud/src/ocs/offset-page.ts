import { Page } from "@platformq/resilience";

const DEFAULT_LIMIT = 100;

/** Where a page begins and how long it is. */
export interface OffsetPart {
  limit?: number | undefined;
  offset?: number | undefined;
}

/** Gets a page of a list that is walked by offset and does not tell its length: a full page may have a successor. */
export async function offsetPage<T, P extends OffsetPart>(
  params: P,
  fetch: (part: P & { limit: number; offset: number }) => Promise<readonly T[]>,
): Promise<Page<T>> {
  const { limit = DEFAULT_LIMIT, offset = 0 } = params;
  const items = await fetch({ ...params, limit, offset });
  const isLast = items.length < limit || limit === 0;
  return new Page({
    items,
    next: isLast ? undefined : () => offsetPage({ ...params, offset: offset + limit }, fetch),
  });
}
