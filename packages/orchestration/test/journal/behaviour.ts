import { expect, it } from "vitest";
import { type Journal, type JournalEntry, RunInProgressError } from "../../src/index.js";

/** What every journal does. `open` opens another one at the same place, as another process would. */
export function behavesLikeAJournal(setUp: () => { journal: Journal; open?: () => Journal }): void {
  it("gives back the entries of a run in their order", async () => {
    const { journal, open = () => journal } = setUp();
    const entries = [
      { type: "a", text: "Zeile\n\u2028zwei" },
      { type: "b", nested: { list: [1, null] } },
      {},
    ];
    for (const entry of entries) await journal.append("run", entry);
    expect(await entriesOf(open(), "run")).toEqual(entries);
    expect(await entriesOf(journal, "another")).toEqual([]);
  });

  it("keeps the order of entries that are appended at once", async () => {
    const { journal, open = () => journal } = setUp();
    const numbers = Array.from({ length: 1200 }, (_, number) => number);
    await Promise.all(numbers.map((number) => journal.append("run", { number })));
    expect((await entriesOf(open(), "run")).map(({ number }) => number)).toEqual(numbers);
  });

  it("keeps runs apart, whatever their names", async () => {
    const { journal } = setUp();
    const ids = ["a", "A", "..", "a/b", "a%2fb", "größe 🚀", "x".repeat(200)];
    for (const id of ids) await journal.append(id, { id });
    expect((await idsOf(journal)).sort()).toEqual([...ids].sort());
    for (const id of ids) expect(await entriesOf(journal, id)).toEqual([{ id }]);
  });

  it("forgets a run that is removed, and takes it up anew", async () => {
    const { journal } = setUp();
    await journal.append("run", { number: 1 });
    await journal.remove("run");
    await journal.remove("never begun");
    expect(await idsOf(journal)).toEqual([]);
    await journal.append("run", { number: 2 });
    expect(await entriesOf(journal, "run")).toEqual([{ number: 2 }]);
  });

  it("keeps a claimed run to one holder until it is released", async () => {
    const { journal, open = () => journal } = setUp();
    const other = open();
    expect(await other.isClaimed("run")).toBe(false);
    const claim = await journal.claim("run");
    expect([await other.isClaimed("run"), await other.isClaimed("another")]).toEqual([true, false]);
    await expect(other.claim("run")).rejects.toThrow(RunInProgressError);
    await expect(journal.claim("run")).rejects.toThrow(RunInProgressError);
    await using _another = await other.claim("another");
    await claim[Symbol.asyncDispose]();
    await using _again = await other.claim("run");
    await expect(journal.claim("run")).rejects.toThrow(RunInProgressError);
  });
}

export async function entriesOf(journal: Journal, runId: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(runId)) entries.push(entry);
  return entries;
}

async function idsOf(journal: Journal): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of journal.runs()) ids.push(id);
  return ids;
}
