import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open, type RootDatabase } from "lmdb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GroupCommit } from "../../src/lmdb/group-commit.js";

let folder: string;
let environment: RootDatabase<number, number>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "platformq-commit-"));
  environment = open({ path: join(folder, "file"), noSubdir: true, overlappingSync: false });
});
afterEach(async () => {
  await environment.close();
  rmSync(folder, { recursive: true });
});

describe("a group commit", () => {
  it("writes in one transaction what comes in at once, and in a second what comes in meanwhile", async () => {
    const transactions = vi.spyOn(environment, "childTransaction");
    const commits = new GroupCommit(environment);
    const first = Array.from({ length: 50 }, (_, key) => commits.write(() => environment.put(key, key)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(transactions).toHaveBeenCalledTimes(1);
    const second = Array.from({ length: 50 }, (_, key) =>
      commits.write(() => environment.put(50 + key, key)),
    );
    await Promise.all([...first, ...second]);
    expect(transactions).toHaveBeenCalledTimes(2);
    expect(environment.getCount()).toBe(100);
  });

  it("resolves to what the operation returned, once it is in the file", async () => {
    const commits = new GroupCommit(environment);
    const read = commits.write(() => {
      void environment.put(1, 7);
      return environment.get(1);
    });
    expect(await read).toBe(7);
    expect(environment.get(1)).toBe(7);
  });

  it("undoes the whole group when an operation throws, and works on", async () => {
    const commits = new GroupCommit(environment);
    const results = await Promise.allSettled([
      commits.write(() => environment.put(1, 1)),
      commits.write(() => {
        void environment.put(2, 2);
        throw new Error("broken");
      }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(environment.getCount()).toBe(0);
    await commits.write(() => environment.put(3, 3));
    expect(environment.get(3)).toBe(3);
  });
});
