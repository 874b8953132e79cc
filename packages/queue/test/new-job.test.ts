import { expect, it } from "vitest";
import { JsonText } from "../src/json-text.js";
import { newJob } from "../src/new-job.js";

const DATE = Date.UTC(2026, 0, 1);

it("gives a job without an id a UUID that sorts by its time", () => {
  const ids = [0, 1, 70_000, 2 ** 40].map((later) => newJob("job", 1, {}, DATE + later).id);
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(Array.from({ length: 1000 }, () => newJob("job", 1, {}, DATE).id)).size).toBe(1000);
});

it("keeps only the ids that the caller chose", () => {
  expect(newJob("job", 1, { id: "a" }, DATE).keepId).toBe(true);
  expect(newJob("job", 1, {}, DATE).keepId).toBe(false);
});

it.each([[undefined], [() => 1], [Symbol("x")]])("refuses data that is no JSON: %s", (data) => {
  expect(() => Reflect.apply(newJob, undefined, ["job", data, {}, DATE])).toThrow(TypeError);
});

it("takes a text that is JSON as it is", () => {
  expect(newJob("job", new JsonText('{ "a": 1 }'), {}, DATE).data).toBe('{ "a": 1 }');
});

it("takes the text of another copy of this package by its value", () => {
  const ofAnotherCopy = { toJSON: () => new JsonText('{ "a": 1 }').toJSON() };
  expect(Reflect.apply(newJob, undefined, ["job", ofAnotherCopy, {}, DATE]).data).toBe('{"a":1}');
});
