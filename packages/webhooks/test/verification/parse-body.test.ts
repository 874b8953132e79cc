import { describe, expect, it } from "vitest";
import { parseBody } from "../../src/verification/parse-body.js";

const parseText = (text: string) => parseBody(new TextEncoder().encode(text));
const parse = (text: string) => parseText(text).payload;
const malformed = expect.objectContaining({ reason: "malformed", status: 400 });

describe("a body", () => {
  it.each(["", "{", "[]", '"text"', "null", '{"a":1}x', "\ufeff{}"])("is malformed when it is %j", (text) => {
    expect(() => parse(text)).toThrow(malformed);
  });

  it("is malformed when it is not UTF-8", () => {
    expect(() => parseBody(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toThrow(malformed);
  });

  it("is read within a larger buffer", () => {
    const body = parseBody(Buffer.from('xx{"a":"é"}xx').subarray(2, -2));
    expect(body).toEqual({ payload: { a: "é" }, text: '{"a":"é"}' });
  });

  it("keeps its text, which says the same as its payload", () => {
    expect(parseText('{ "a": "\\u003cb\\u003e" }')).toEqual({
      payload: { a: "<b>" },
      text: '{ "a": "\\u003cb\\u003e" }',
    });
    expect(parseText('{"__proto__":1,"a":1}').text).toBeUndefined();
  });

  it("may nest 64 levels and not one more", () => {
    const nested = (levels: number): string => `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
    expect(parse(nested(64))).toBeDefined();
    expect(() => parse(nested(65))).toThrow(malformed);
    expect(() => parse("[".repeat(500_000))).toThrow(malformed);
  });

  it("may hold any number of brackets in its strings", () => {
    const text = `${"[{".repeat(100)}\\"`;
    expect(parse(JSON.stringify({ text, after: [1] }))).toEqual({ text, after: [1] });
  });

  it.each(["__proto__", "\\u005f_proto__", "__pr\\u006fto__"])("loses a key %s, wherever it is", (key) => {
    const value = parse(`{"a":{"${key}":{"admin":true}},"${key}":{"admin":true},"b":1}`);
    expect(value).toEqual({ a: {}, b: 1 });
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect({ ...value }).not.toHaveProperty("admin");
  });
});
