import type { PathLike } from "node:fs";
import { readLines } from "./read-lines.js";
import { UserRow } from "./user-row.js";

/** Reads users from a file with a JSON object on each line. A line that is none is a row that fails, and no more. */
export async function* fromJsonl(path: PathLike): AsyncGenerator<UserRow> {
  for await (const { number, text } of readLines(path)) yield readRow(number, text);
}

function readRow(line: number, json: string): UserRow {
  try {
    return new UserRow(line, JSON.parse(json));
  } catch {
    // The error's own message would quote the line.
    return new UserRow(line, undefined, "is no JSON");
  }
}
