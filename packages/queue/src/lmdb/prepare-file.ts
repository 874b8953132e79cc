import { closeSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";

/** Begins the description that LMDB keeps of itself in the first page. */
const MAGIC = Buffer.from([0xde, 0xc0, 0xef, 0xbe]);
const HEADER_BYTES = 64;
/** Two pages of it, on the machines with the smallest pages. */
const SMALLEST_BYTES = 8192;

/**
 * Makes sure that LMDB can open a file: given one that is not its own it does not fail but crash the process.
 *
 * @throws the system's error when the file can be neither made nor written; TypeError when it is something else.
 */
export function prepareFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "a+", 0o600);
  try {
    const stats = fstatSync(file);
    if (stats.isFile() && stats.size === 0) return;
    const header = Buffer.alloc(HEADER_BYTES);
    if (stats.isFile() && stats.size >= SMALLEST_BYTES) readSync(file, header, 0, HEADER_BYTES, 0);
    if (!header.includes(MAGIC)) throw new TypeError(`${path} is not the file of a queue`);
  } finally {
    closeSync(file);
  }
}
