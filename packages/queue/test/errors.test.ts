import { expect, it, vi } from "vitest";
import { QueueClosedError, QueueError, QueueFullError, UnrecoverableError } from "../src/errors.js";

it("knows the errors of another copy of the package", async () => {
  vi.resetModules();
  const copy = await import("../src/errors.js");
  expect(copy.QueueFullError).not.toBe(QueueFullError);
  const error = new copy.QueueFullError("full");
  expect(error).toBeInstanceOf(QueueFullError);
  expect(error).not.toBeInstanceOf(QueueClosedError);
});

it("knows a user's subclass by its prototype", () => {
  class Malformed extends UnrecoverableError {}
  expect(new Malformed("no")).toBeInstanceOf(Malformed);
  expect(new Malformed("no")).toBeInstanceOf(UnrecoverableError);
  expect(new UnrecoverableError("no")).not.toBeInstanceOf(Malformed);
  expect(new UnrecoverableError("no")).toBeInstanceOf(QueueError);
});

it.each([null, undefined, "text", new Error("no"), { code: "QUEUE_FULL" }])(
  "takes %s for none of them",
  (value) => {
    expect(value instanceof QueueFullError).toBe(false);
  },
);
