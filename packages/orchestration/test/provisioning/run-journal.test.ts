import { describe, expect, it } from "vitest";
import { RunInProgressError } from "../../src/journal/journal.js";
import { memoryJournal } from "../../src/journal/memory-journal.js";
import { RunJournal, withRunJournal } from "../../src/provisioning/run-journal.js";

describe("RunJournal", () => {
  it("knows again who was done and whose account was being created", async () => {
    const journal = memoryJournal();
    const before = await RunJournal.open(journal, "monday");
    await before.of("dora").creating();
    await before.of("emil").creating();
    await before.of("emil").settled();
    await before.done("emil");
    const after = await RunJournal.open(journal, "monday");
    expect(["DORA", "Emil"].map((login) => after.isDone(login))).toEqual([false, true]);
    expect(["DORA", "Emil"].map((login) => after.of(login).wasCreating)).toEqual([true, false]);
  });

  it("holds no names", async () => {
    const journal = memoryJournal();
    const run = await RunJournal.open(journal, "monday");
    await run.of("dora").creating();
    await run.done("dora");
    for await (const entry of journal.read("monday")) expect(JSON.stringify(entry)).not.toContain("dora");
  });
});

describe("withRunJournal", () => {
  const runsOf = async (journal: ReturnType<typeof memoryJournal>): Promise<string[]> => {
    const runs: string[] = [];
    for await (const run of journal.runs()) runs.push(run);
    return runs;
  };

  it("forgets a run that left nothing to do, and keeps others", async () => {
    const journal = memoryJournal();
    await withRunJournal(journal, "monday", async (run) => run?.done("dora"));
    await withRunJournal(journal, "tuesday", async (run) => {
      await run?.done("dora");
      run?.leaveUnfinished();
    });
    expect(await runsOf(journal)).toEqual(["users:tuesday"]);
  });

  it("leaves the run of a project alone that has the same name", async () => {
    const journal = memoryJournal();
    await journal.append("project:apollo", { type: "begun" });
    await withRunJournal(journal, "project:apollo", async (run) => run?.done("dora"));
    expect(await runsOf(journal)).toEqual(["project:apollo"]);
  });

  it("lets nobody else at a run that is under way", async () => {
    const journal = memoryJournal();
    await withRunJournal(journal, "monday", async () => {
      await expect(withRunJournal(journal, "monday", async () => {})).rejects.toThrow(RunInProgressError);
    });
    await expect(withRunJournal(journal, "monday", async () => "free")).resolves.toBe("free");
  });
});
