import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import ts from "typescript";
import { type CodeBlock, folderOf } from "./code-blocks.js";

const LIMIT_MS = 60_000;

/**
 * Runs a code block as a program of its own, in the folder of its Markdown file.
 *
 * @returns what went wrong, or `undefined`.
 */
export async function runBlock(
  root: string,
  block: CodeBlock,
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const { outputText } = ts.transpileModule(block.code, {
    // Node 20 knows no `await using`.
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const flags = ["--conditions=@platformq/source", "--import", import.meta.resolve("tsx")];
  const child = spawn(process.execPath, [...flags, "--input-type=module", "-"], {
    cwd: join(root, folderOf(block)),
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.on("close", (code, signal) => resolve(code === 0 ? "" : `ended with ${code ?? signal}`));
  });
  child.stdin.end(outputText);
  const limit = new AbortController();
  const tooLong = delay(LIMIT_MS, `still runs after ${LIMIT_MS / 1000} s`, { signal: limit.signal });
  tooLong.catch(() => undefined);
  const problem = await Promise.race([ended, tooLong]);
  limit.abort();
  child.kill();
  return problem === "" ? undefined : `${block.file}:${block.line} ${problem}\n${output.trim()}`;
}
