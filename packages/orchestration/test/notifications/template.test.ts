import { InvalidInputError } from "@platformq/resilience";
import { expect, it } from "vitest";
import { z } from "zod";
import { md } from "../../src/notifications/markup/markup.js";
import { renderPlain } from "../../src/notifications/markup/render-plain.js";
import { type DataOf, template } from "../../src/notifications/template.js";

const due = template(z.object({ subject: z.string(), on: z.coerce.date() }), {
  text: ({ subject, on }) => md`${subject} is due on ${on.toISOString().slice(0, 10)}`,
});

it("a template words what is left of its data in a queue", () => {
  const stored = due.encode({ subject: "Launch", on: new Date("2026-03-02") });
  expect(stored).toEqual({ subject: "Launch", on: "2026-03-02T00:00:00.000Z" });
  expect(renderPlain(due.word(stored).text.parts)).toBe("Launch is due on 2026-03-02");
});

it("a template words digests as it words messages, unless it is told otherwise", () => {
  const short = template(z.object({ n: z.number() }), {
    text: ({ n }) => md`long ${n}`,
    digest: ({ n }) => md`${n}`,
  });
  expect(renderPlain(short.word({ n: 1 }).digest.parts)).toBe("1");
  const stored = due.encode({ subject: "Launch", on: "2026-03-02" });
  expect(due.word(stored).digest).toEqual(due.word(stored).text);
});

it("a template refuses data of another shape, naming the field, also when its shape has changed since", () => {
  const wrong: DataOf<typeof due> = JSON.parse('{ "subject": 7, "on": "2026-03-02" }');
  expect(() => due.encode(wrong)).toThrow(InvalidInputError);
  expect(() => due.encode(wrong)).toThrow(/subject/);
  expect(() => due.word({ title: "Launch" })).toThrow(/subject/);
});
