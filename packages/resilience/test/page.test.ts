import { describe, expect, expectTypeOf, it } from "vitest";
import { Page } from "../src/index.js";

function pages(count: number): { first: Page<number>; fetched: number[] } {
  const fetched: number[] = [];
  const page = (index: number): Page<number> => {
    fetched.push(index);
    const next = index + 1 < count ? async () => page(index + 1) : undefined;
    return new Page({ items: [index * 2, index * 2 + 1], total: count * 2, next });
  };
  return { first: page(0), fetched };
}

describe("Page", () => {
  it("walks over all pages, fetching each when it is needed", async () => {
    const { first, fetched } = pages(3);
    const seen: number[] = [];
    for await (const item of first) {
      expectTypeOf(item).toEqualTypeOf<number>();
      seen.push(item);
      if (item === 1) expect(fetched).toEqual([0]);
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
    expect(fetched).toEqual([0, 1, 2]);
  });

  it("fetches nothing more when the walk is broken off", async () => {
    const { first, fetched } = pages(3);
    for await (const item of first) if (item === 2) break;
    expect(fetched).toEqual([0, 1]);
  });

  it("goes page by page too", async () => {
    const { first } = pages(2);
    expect(first).toMatchObject({ items: [0, 1], total: 4, hasNext: true });
    const second = await first.next();
    expect(second).toMatchObject({ items: [2, 3], hasNext: false });
    expect(await second?.next()).toBeUndefined();
  });

  it("passes the error of a page that cannot be fetched on", async () => {
    const broken = new Page({ items: [1], next: () => Promise.reject(new Error("gone")) });
    const walk = async (): Promise<void> => {
      for await (const _ of broken);
    };
    await expect(walk()).rejects.toThrow("gone");
  });
});
