import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidInputError } from "@platformq/resilience";
import { afterEach, describe, expect, it } from "vitest";
import { fileJournal, RunInProgressError } from "../../src/index.js";
import { behavesLikeAJournal, entriesOf } from "./behaviour.js";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), "platformq-journal-"));
  folders.push(folder);
  const directory = join(folder, "made", "on demand");
  const open = () => fileJournal(directory);
  return { directory, journal: open(), open };
}

describe("fileJournal", () => {
  behavesLikeAJournal(setUp);

  it("passes over a last line that was torn, and cuts it off before it goes on", async () => {
    const { directory, journal, open } = setUp();
    await journal.append("run", { number: 1 });
    const file = join(directory, "run.jsonl");
    appendFileSync(file, `{"number":2,"text":"${"x".repeat(10_000)}`);
    expect(await entriesOf(open(), "run")).toEqual([{ number: 1 }]);
    await open().append("run", { number: 3 });
    expect(readFileSync(file, "utf8")).toBe('{"number":1}\n{"number":3}\n');
  });

  it("begins anew when even the first line was torn", async () => {
    const { directory, journal } = setUp();
    await journal.append("another", {});
    appendFileSync(join(directory, "run.jsonl"), '{"number"');
    await journal.append("run", { number: 1 });
    expect(await entriesOf(journal, "run")).toEqual([{ number: 1 }]);
  });

  it("refuses what makes no file name", async () => {
    const { journal } = setUp();
    await expect(journal.append("", {})).rejects.toThrow(InvalidInputError);
    await expect(journal.append("x".repeat(300), {})).rejects.toThrow(InvalidInputError);
  });

  it("keeps what it writes from other users of the machine", async () => {
    const { directory, journal } = setUp();
    await journal.append("run", {});
    const modes = [directory, join(directory, "run.jsonl")].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
  });

  it("says so when its directory has too long a path for locks", async () => {
    const { directory } = setUp();
    const journal = fileJournal(join(directory, "d".repeat(80)));
    await expect(journal.claim("run")).rejects.toThrow(/too long for its locks/);
  });

  it("gives the run of a killed process to the next, and leaves nothing of the lock behind", async () => {
    const { directory, journal } = setUp();
    await journal.append("run", { number: 1 });
    const script = fileURLToPath(new URL("../support/hold-run.ts", import.meta.url));
    const node = ["--conditions=@platformq/source", "--import", import.meta.resolve("tsx"), script];
    const child = spawn(process.execPath, [...node, directory, "run"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    await expect(journal.claim("run")).rejects.toThrow(RunInProgressError);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    const claim = await journal.claim("run");
    await claim[Symbol.asyncDispose]();
    expect(readdirSync(directory)).toEqual(["run.jsonl"]);
  });

  it("gives a run to no more than one of many that want it at the same time", async () => {
    const { open } = setUp();
    for (let round = 0; round < 20; round++) {
      const claims = await Promise.allSettled(Array.from({ length: 5 }, () => open().claim("run")));
      const taken = claims.flatMap((claim) => (claim.status === "fulfilled" ? [claim.value] : []));
      expect(taken.length).toBeLessThanOrEqual(1);
      for (const claim of taken) await claim[Symbol.asyncDispose]();
    }
  });
});
