import { InvalidInputError } from "@platformq/resilience";
import { expect, test } from "vitest";
import { encodeParams, quoted } from "../src/encoding.js";

test("sends strings as they are and everything else as JSON", () => {
  const params = { text: 'a "b" & c', yes: true, no: false, zero: 0, list: [1, "a"], map: { a: [null] } };
  expect(encodeParams(params)).toEqual({
    text: 'a "b" & c',
    yes: "true",
    no: "false",
    zero: "0",
    list: '[1,"a"]',
    map: '{"a":[null]}',
  });
});

test("tells null, which clears, from undefined, which is left out", () => {
  expect(encodeParams({ folder_id: null, description: undefined, topic: "" })).toEqual({
    folder_id: "null",
    topic: "",
  });
});

test("quotes a string where the server reads JSON, and leaves other values alone", () => {
  expect(encodeParams({ a: quoted("123"), b: quoted("null"), c: quoted(7), d: quoted(undefined) })).toEqual({
    a: '"123"',
    b: '"null"',
    c: "7",
  });
});

test("refuses the parameter by which the server would change the verb", () => {
  expect(() => encodeParams({ method: "DELETE" })).toThrow(InvalidInputError);
});
