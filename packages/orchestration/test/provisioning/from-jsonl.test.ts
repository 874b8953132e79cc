import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fromJsonl } from "../../src/provisioning/from-jsonl.js";
import { UserRow } from "../../src/provisioning/user-row.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "users-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("fromJsonl", () => {
  it("reads an object from each line, counts empty ones, and goes on after one that is no JSON", async () => {
    const path = join(folder, "users.jsonl");
    await writeFile(path, '\uFEFF{"login":"one"}\r\n\n{"login":\n{"login":"a\u2028b"}');
    const rows: UserRow[] = [];
    for await (const row of fromJsonl(path)) rows.push(row);
    expect(rows).toEqual([
      new UserRow(1, { login: "one" }),
      new UserRow(3, undefined, "is no JSON"),
      new UserRow(4, { login: "a\u2028b" }),
    ]);
  });
});
