import { describe, expect, it } from "vitest";
import { memoryJournal } from "../../src/index.js";
import { behavesLikeAJournal, entriesOf } from "./behaviour.js";

describe("memoryJournal", () => {
  behavesLikeAJournal(() => ({ journal: memoryJournal() }));

  it("keeps an entry as it was when it was appended", async () => {
    const journal = memoryJournal();
    const entry = { list: [1] };
    await journal.append("run", entry);
    entry.list.push(2);
    expect(await entriesOf(journal, "run")).toEqual([{ list: [1] }]);
  });
});
