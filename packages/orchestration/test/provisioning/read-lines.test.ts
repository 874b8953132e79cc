import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidInputError } from "@platformq/resilience";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLines } from "../../src/provisioning/read-lines.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lines-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function linesOf(content: string): Promise<[number, string][]> {
  const path = join(folder, "file");
  await writeFile(path, content);
  const lines: [number, string][] = [];
  for await (const { number, text } of readLines(path)) lines.push([number, text]);
  return lines;
}

describe("readLines", () => {
  it("counts empty lines and gives the others, over any number of chunks", async () => {
    const long = "ö".repeat(20_000);
    const lines = await linesOf(`\uFEFFone\r\n\r\n${`${long}\n`.repeat(10)}last`);
    expect(lines[0]).toEqual([1, "one"]);
    expect(lines.slice(1, 11).every(([, text]) => text === long)).toBe(true);
    expect(lines.at(-1)).toEqual([13, "last"]);
  });

  it("refuses a line that nobody's data could be", async () => {
    await expect(linesOf(`fine\n${"x".repeat(300_000)}`)).rejects.toThrow(InvalidInputError);
    await expect(linesOf(`fine\n${"x".repeat(300_000)}`)).rejects.toThrow("Line 2");
  });
});
