import { expect, test } from "vitest";
import { encodeParams } from "../../src/ocs/form.js";

test("leaves undefined out and clears with null", () => {
  expect(encodeParams({ note: undefined, expireDate: null, label: "" })).toEqual({
    expireDate: "",
    label: "",
  });
});

test("writes booleans as words and numbers as they are", () => {
  expect(encodeParams({ a: true, b: false, c: 0, d: 31 })).toEqual({
    a: "true",
    b: "false",
    c: "0",
    d: "31",
  });
});

test("spells lists and maps as PHP reads them", () => {
  expect(encodeParams({ groups: ["a", "b"], filter: { "user.uid": "ben", deep: [1] } })).toEqual({
    "groups[0]": "a",
    "groups[1]": "b",
    "filter[user.uid]": "ben",
    "filter[deep][0]": "1",
  });
});
