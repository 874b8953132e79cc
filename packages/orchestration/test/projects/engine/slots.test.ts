import { describe, expect, it } from "vitest";
import { Slots } from "../../../src/projects/engine/slots.js";

describe("Slots", () => {
  it("lets no more through than there are, in the order they came", async () => {
    const slots = new Slots(2);
    const through: number[] = [];
    const take = async (number: number) => {
      const slot = await slots.take();
      through.push(number);
      return slot;
    };
    const [first, second] = [await take(1), await take(2)];
    const waiting = [take(3), take(4)];
    await Promise.resolve();
    expect(through).toEqual([1, 2]);
    second[Symbol.dispose]();
    await waiting[0];
    expect(through).toEqual([1, 2, 3]);
    first[Symbol.dispose]();
    await waiting[1];
    expect(through).toEqual([1, 2, 3, 4]);
  });
});
