/**
 * A line that opens a block, as the server reads it: a fence, what kind of block it is, and what stands over a spoiler.
 *
 * @see https://github.com/zulip/zulip/blob/main/zerver/lib/markdown/fenced_code.py
 */
const OPENING = /^(~{3,}|`{3,})[ \t]*(?:\{?\.?([\w+,\-./#]+)[ \t]*(?:[^ ~`][^~`]*)?\}?)?$/;

/** Blocks that are Markdown inside, with blocks of their own; in all others a fence is text. */
const NESTING = new Set(["quote", "quoted", "spoiler"]);

interface OpenBlock {
  readonly fence: string;
  readonly isNesting: boolean;
}

/** Closes the blocks a text leaves open, which would go on beyond it. */
export function closeFences(text: string): string {
  const open: OpenBlock[] = [];
  for (const line of text.split(/\r\n?|\n/)) {
    const innermost = open.at(-1);
    if (line.trimEnd() === innermost?.fence) open.pop();
    else if (innermost?.isNesting ?? true) open.push(...opened(line));
  }
  return [text, ...open.reverse().map(({ fence }) => fence)].join("\n");
}

function opened(line: string): OpenBlock[] {
  const [, fence, kind = ""] = OPENING.exec(line) ?? [];
  return fence === undefined ? [] : [{ fence, isNesting: NESTING.has(kind) }];
}
