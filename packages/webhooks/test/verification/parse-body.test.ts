import { describe, expect, it } from "vitest";
import { parseBody } from "../../src/verification/parse-body.js";

const parse = (text: string) => parseBody(new TextEncoder().encode(text));
const malformed = expect.objectContaining({ reason: "malformed", status: 400 });

describe("a body", () => {
  it.each(["", "{", "[]", '"text"', "null", '{"a":1}x', "\ufeff{}"])("is malformed when it is %j", (text) => {
    expect(() => parse(text)).toThrow(malformed);
  });

  it("is malformed when it is not UTF-8", () => {
    expect(() => parseBody(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toThrow(malformed);
  });

  it("is read within a larger buffer", () => {
    expect(parseBody(Buffer.from('xx{"a":"é"}xx').subarray(2, -2))).toEqual({ a: "é" });
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
