import { expect, it } from "vitest";
import { Heap } from "../../src/memory/heap.js";

it("gives its items back in order, however they went in", () => {
  const heap = new Heap<number>((one, other) => one < other);
  const items = Array.from({ length: 500 }, (_, i) => (i * 7919) % 263);
  const taken: (number | undefined)[] = [];
  for (const [index, item] of items.entries()) {
    heap.push(item);
    // Every third is taken out while others still come in.
    if (index % 3 === 2) {
      const smallest = heap.peek();
      taken.push(heap.pop());
      expect(taken.at(-1)).toBe(smallest);
    }
  }
  const rest: (number | undefined)[] = [];
  while (heap.size > 0) rest.push(heap.pop());
  expect(rest).toEqual([...rest].sort((one = 0, other = 0) => one - other));
  const byNumber = (one = 0, other = 0): number => one - other;
  expect([...taken, ...rest].sort(byNumber)).toEqual([...items].sort(byNumber));
  expect(heap.pop()).toBeUndefined();
});
