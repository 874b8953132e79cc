import { describe, expect, it } from "vitest";
import { encodeQuery } from "../../src/http/query.js";

describe("encodeQuery", () => {
  it("encodes names and values", () => {
    expect(encodeQuery({ "a&b": "ü = 1", n: 7, yes: true })).toBe("?a%26b=%C3%BC+%3D+1&n=7&yes=true");
  });

  it("leaves out what is undefined, and writes null as the word", () => {
    expect(encodeQuery({ a: undefined, b: null })).toBe("?b=null");
  });

  it("repeats the name of an array", () => {
    expect(encodeQuery({ "shareWith[]": ["anna", 7], none: [] })).toBe(
      "?shareWith%5B%5D=anna&shareWith%5B%5D=7",
    );
  });

  it("is empty without parameters", () => {
    expect([encodeQuery(undefined), encodeQuery({}), encodeQuery({ a: undefined })]).toEqual(["", "", ""]);
  });
});
