import { readFileSync } from "node:fs";
import { dirname } from "node:path";

/** A TypeScript block of a Markdown file. */
export interface CodeBlock {
  /** The Markdown file, from the repository's root. */
  readonly file: string;
  /** The line its code begins at, counted from 1. */
  readonly line: number;
  readonly code: string;
  /** Declarations a reader does not need, of a comment `<!-- given: declare const id: number -->` above the block. */
  readonly given: string;
  /** Whether it is marked to be run, by ` ```ts run`. */
  readonly runs: boolean;
}

const FENCE = /^( *)(`{3,})(\w*)(.*)$/;
const GIVEN = /^<!-- given: (.*) -->$/;

interface OpenBlock {
  readonly fence: string;
  readonly language: string;
  readonly info: string;
  readonly line: number;
  readonly given: string;
  readonly code: string[];
}

/** Finds the TypeScript blocks of a Markdown text. */
export function codeBlocks(file: string, markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: OpenBlock | undefined;
  let given = "";
  for (const [index, text] of markdown.split("\n").entries()) {
    const fence = FENCE.exec(text);
    if (open === undefined) {
      if (fence === null) {
        if (text.trim() !== "") given = GIVEN.exec(text)?.[1] ?? "";
        continue;
      }
      const [, , marks = "", language = "", info = ""] = fence;
      open = { fence: marks, language, info, line: index + 2, given, code: [] };
    } else if (fence !== null && fence[3] === "" && (fence[2] ?? "").length >= open.fence.length) {
      const { language, info, line, code } = open;
      const runs = /\brun\b/.test(info);
      if (language === "ts") blocks.push({ file, line, code: code.join("\n"), given: open.given, runs });
      open = undefined;
      given = "";
    } else {
      open.code.push(text);
    }
  }
  if (open !== undefined) throw new Error(`${file}:${open.line - 1} opens a code block that never ends`);
  return blocks;
}

/** Reads the TypeScript blocks of Markdown files. */
export function codeBlocksOf(root: URL, files: readonly string[]): CodeBlock[] {
  return files.flatMap((file) => codeBlocks(file, readFileSync(new URL(file, root), "utf8")));
}

/** Where a block's imports are looked up: in its package, or in the repository. */
export function folderOf({ file }: CodeBlock): string {
  return dirname(file);
}
