import { expect, test } from "vitest";
import { block, widget } from "../../src/index.js";

test("code is fenced, with its language", () => {
  expect(block.code("x = 1", "python")).toBe("```python\nx = 1\n```");
  expect(block.code("x", "py\n```")).toBe("```py\nx\n```");
});

test.each(["```", "a\n```\nb", "````quote", "~~~"])("%j cannot end its block", (text) => {
  const markdown = [block.quote(text), block.spoiler(text)];
  for (const wrapped of [block.code(text), block.math(text), ...markdown]) {
    const lines = wrapped.split("\n");
    const fence = /^`+/.exec(wrapped)?.[0] ?? "";
    expect(lines.at(-1)).toBe(fence);
    expect(lines.slice(1, -1).filter((line) => line.trimEnd() === fence)).toEqual([]);
    // Inside Markdown the text's own blocks are closed, too.
    expect(
      lines
        .slice(1, -1)
        .join("\n")
        .replace(/\n[`~]+$/, ""),
    ).toBe(text.replace(/\n[`~]+$/, ""));
  }
});

test("a quote says whose it is, and a spoiler what is in it", () => {
  expect(block.quote("Hi", "@_**Anna|11** said:")).toBe("@_**Anna|11** said:\n```quote\nHi\n```");
  expect(block.spoiler("42", "The\nanswer")).toBe("```spoiler The answer\n42\n```");
  expect(block.spoiler("42")).toBe("```spoiler\n42\n```");
});

test("a spoiler hides whatever is in its header", () => {
  expect(block.spoiler("42", "`x` ~ y")).toBe("```spoiler &#96;x&#96; &#126; y\n42\n```");
});

test.each([
  ["```js\na", "```js\na\n```"],
  ["~~~~\na\n~~~", "~~~~\na\n~~~\n~~~~"],
  ["````quote\n~~~\na", "````quote\n~~~\na\n~~~\n````"],
  ["```spoiler What is it\n```py\na\n```", "```spoiler What is it\n```py\na\n```\n```"],
  ["```\n~~~", "```\n~~~\n```"],
  ["```js\na\n```", "```js\na\n```"],
  ["``` `\na", "``` `\na"],
  [" ```\na", " ```\na"],
])("what %j leaves open ends with the quote", (text, closed) => {
  for (const wrapped of [block.quote(text), block.spoiler(text)]) {
    expect(wrapped.split("\n").slice(1, -1).join("\n")).toBe(closed);
  }
  expect(block.code(text).split("\n").slice(1, -1).join("\n")).toBe(text);
});

test("code in a line keeps its marks", () => {
  expect(block.inlineCode("a")).toBe("`a`");
  expect(block.inlineCode("a`b")).toBe("``a`b``");
  expect(block.inlineCode("`a`")).toBe("`` `a` ``");
});

test("a poll has a line for each option", () => {
  expect(widget.poll("Where\nto?", ["Here", "There\nor so"])).toBe("/poll Where to?\nHere\nThere or so");
});

test("a list of things to do parts tasks from descriptions", () => {
  const tasks = [
    { task: "Buy", description: "milk" },
    { task: "At 10:00: call", description: "Anna" },
  ];
  expect(widget.todo("Today", tasks)).toBe("/todo Today\nBuy: milk\nAt 10 00  call: Anna");
});
