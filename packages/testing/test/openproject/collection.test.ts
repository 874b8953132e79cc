import { describe, expect, it } from "vitest";
import { pagedCollection, wholeCollection } from "../../src/openproject/collection.js";

const numbers = Array.from({ length: 45 }, (_, index) => index + 1);
const options = (query: string) => ({
  href: "/op/api/v3/numbers",
  query: new URLSearchParams(query),
  filters: {},
  sorts: { id: (id: number) => id, parity: (id: number) => id % 2 },
  present: (id: number) => ({ id }),
});
const page = (query: string) => pagedCollection(numbers, options(query));
const firstOf = (query: string) => JSON.parse(JSON.stringify(page(query)))._embedded.elements[0]?.id;

describe("pagedCollection", () => {
  it("counts pages from 1, of 20 by default, and links the next and the previous", () => {
    expect(page("")).toMatchObject({ total: 45, count: 20, pageSize: 20, offset: 1 });
    expect(page("offset=2")).toMatchObject({
      count: 20,
      offset: 2,
      _embedded: { elements: expect.arrayContaining([{ id: 21 }]) },
      _links: {
        nextByOffset: { href: "/op/api/v3/numbers?offset=3&pageSize=20" },
        previousByOffset: { href: "/op/api/v3/numbers?offset=1&pageSize=20" },
        jumpTo: { href: "/op/api/v3/numbers?offset=%7Boffset%7D&pageSize=20", templated: true },
      },
    });
    expect(page("offset=3")).not.toHaveProperty("_links.nextByOffset");
  });

  it.each(["offset=0", "offset=junk", "offset=-3"])("takes %s for the first page", (query) => {
    expect(page(query)).toMatchObject({ offset: 1, count: 20 });
  });

  it("is empty beyond the end", () => {
    expect(page("offset=9")).toMatchObject({ count: 0, total: 45 });
  });

  it.each([
    ["pageSize=5000", 1000, 45],
    ["pageSize=-1", 1000, 45],
    ["pageSize=0", 0, 0],
    ["pageSize=7", 7, 7],
  ])("clamps %s to %i", (query, pageSize, count) => {
    expect(page(query)).toMatchObject({ pageSize, count, total: 45 });
  });

  it("sorts by one thing and then another", () => {
    expect(firstOf('sortBy=[["id","desc"]]')).toBe(45);
    expect(firstOf('sortBy=[["parity","asc"],["id","desc"]]')).toBe(44);
    expect(firstOf('sortBy=["id:desc"]')).toBe(45);
  });

  it.each(['sortBy=[["colour","asc"]]', "sortBy=id", "sortBy=7"])("refuses %s", (query) => {
    expect(() => page(query)).toThrow(expect.objectContaining({ status: 400, identifier: "InvalidQuery" }));
  });
});

describe("wholeCollection", () => {
  it("has everything and no pages", () => {
    const whole = wholeCollection(numbers, options("offset=2&pageSize=5"));
    expect(whole).toMatchObject({ total: 45, count: 45 });
    expect(whole).not.toHaveProperty("pageSize");
  });
});
