// Holds the code of every README and every page of the documentation against the packages: each TypeScript block has to
// compile, and each one marked `ts run` has to run, against the fakes.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { environmentOf, startMockServers } from "@platformq/testing";
import { checkTypes } from "./docs/check-types.js";
import { codeBlocksOf } from "./docs/code-blocks.js";
import { runBlock } from "./docs/run-block.js";

const root = new URL("..", import.meta.url);
const folder = fileURLToPath(root);

/** Markdown that people read; what is generated or installed is not ours to check. */
function pages(): string[] {
  const docs = readdirSync(join(folder, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md") && !/^(api|\.vitepress|node_modules)\b/.test(file))
    .map((file) => `docs/${file}`);
  const readmes = readdirSync(join(folder, "packages")).map((name) => `packages/${name}/README.md`);
  return ["README.md", ...readmes, ...docs];
}

const files = pages();
const blocks = codeBlocksOf(root, files);
const problems = checkTypes(folder, blocks);

const running = blocks.filter(({ runs }) => runs);
for (const block of running) {
  await using servers = await startMockServers();
  const problem = await runBlock(folder, block, environmentOf(servers));
  if (problem !== undefined) problems.push(problem);
}

for (const problem of problems) console.error(problem);
console.log(`${blocks.length} code blocks of ${files.length} pages compiled, ${running.length} run`);
process.exitCode = problems.length === 0 ? 0 : 1;
