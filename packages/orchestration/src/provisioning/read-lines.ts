import { createReadStream, type PathLike } from "node:fs";
import { InvalidInputError } from "@platformq/resilience";

/** A line of a file. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

const MAX_CHARACTERS = 65_536;

/**
 * Reads a file's lines in UTF-8, without those that are empty and without a byte order mark.
 *
 * @throws InvalidInputError for a line longer than any user's, so that a file of another kind does not fill the memory
 */
export async function* readLines(path: PathLike): AsyncGenerator<Line> {
  let number = 0;
  let rest = "";
  // Not readline: it takes U+2028 for the end of a line, which JSON does not.
  for await (const chunk of withEnd(createReadStream(path, "utf8"))) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      number++;
      const text = (number === 1 ? line.replace(/^\uFEFF/, "") : line).trimEnd();
      if (text !== "") yield { number, text };
    }
    if (rest.length > MAX_CHARACTERS) {
      throw new InvalidInputError(`Line ${number + 1} of ${String(path)} is too long for a user`);
    }
  }
}

/** The last line need not end with a line break. */
async function* withEnd(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  yield* chunks;
  yield "\n";
}
