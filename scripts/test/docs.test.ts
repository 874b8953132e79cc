import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkTypes } from "../docs/check-types.js";
import { type CodeBlock, codeBlocks } from "../docs/code-blocks.js";
import { runBlock } from "../docs/run-block.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const block = (code: string, more: Partial<CodeBlock> = {}): CodeBlock => ({
  file: "docs/page.md",
  line: 10,
  code,
  given: "",
  runs: true,
  ...more,
});

describe("code blocks", () => {
  it("are the TypeScript ones, with their line, what is given, and whether they run", () => {
    const page = [
      "# Page",
      "```sh",
      "npm install",
      "```",
      "```ts run",
      "const a = 1;",
      "",
      "console.log(a);",
      "```",
      "<!-- given: declare const id: number -->",
      "",
      "```ts",
      "show(id);",
      "```",
    ].join("\n");
    expect(codeBlocks("page.md", page)).toEqual([
      { file: "page.md", line: 6, code: "const a = 1;\n\nconsole.log(a);", given: "", runs: true },
      { file: "page.md", line: 13, code: "show(id);", given: "declare const id: number", runs: false },
    ]);
  });

  it("that show Markdown keep the fences inside", () => {
    expect(codeBlocks("page.md", "````md\n```ts\nbroken(\n```\n````")).toEqual([]);
  });

  it("that never end are an error with their line", () => {
    expect(() => codeBlocks("page.md", "text\n```ts\nconst a = 1;")).toThrow("page.md:2 opens");
  });
});

describe("type checks of code blocks", () => {
  it("name file, line and column, and know the packages and what is taken for granted", {
    timeout: 60_000,
  }, () => {
    const fine =
      'import { loadConfig } from "@platformq/config";\nawait zulip.messages.delete(id);\nloadConfig();';
    const problems = checkTypes(root, [
      block(fine, { given: "declare const id: number" }),
      block('const a = 1;\nawait zulip.messages.send("no");', { line: 20 }),
    ]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^docs\/page\.md:21:27 Argument of type/);
  });
});

describe("a code block that runs", () => {
  it("sees the environment and the packages", async () => {
    const code =
      'import { defaults } from "@platformq/resilience";\nif (!defaults || process.env.A !== "1") throw new Error();';
    await expect(runBlock(root, block(code), { A: "1" })).resolves.toBeUndefined();
  });

  it("that fails is named with what it said", async () => {
    const problem = await runBlock(
      root,
      block('console.log("so far");\nthrow new Error("and no further")'),
      {},
    );
    expect(problem).toMatch(/^docs\/page\.md:10 ended with 1\n/);
    expect(problem).toContain("so far");
    expect(problem).toContain("and no further");
  });
});
