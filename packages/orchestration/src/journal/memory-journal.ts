import { entryText, parseEntry } from "./entry-text.js";
import { type Claim, type Journal, type JournalEntry, RunInProgressError } from "./journal.js";

/** Makes a journal that ends with its process: enough to go on after a failure, not after a crash. */
export function memoryJournal(): Journal {
  return new MemoryJournal();
}

class MemoryJournal implements Journal {
  /** As text, so that it gives back what a journal on a disk would. */
  readonly #runs = new Map<string, string[]>();
  readonly #claimed = new Set<string>();

  async append(runId: string, entry: JournalEntry): Promise<void> {
    const entries = this.#runs.get(runId) ?? [];
    entries.push(entryText(entry));
    this.#runs.set(runId, entries);
  }

  async *read(runId: string): AsyncGenerator<JournalEntry> {
    for (const text of [...(this.#runs.get(runId) ?? [])]) yield parseEntry(text);
  }

  async *runs(): AsyncGenerator<string> {
    yield* [...this.#runs.keys()];
  }

  async remove(runId: string): Promise<void> {
    this.#runs.delete(runId);
  }

  async claim(runId: string): Promise<Claim> {
    if (this.#claimed.has(runId)) throw new RunInProgressError(runId);
    this.#claimed.add(runId);
    return { [Symbol.asyncDispose]: async () => void this.#claimed.delete(runId) };
  }

  async isClaimed(runId: string): Promise<boolean> {
    return this.#claimed.has(runId);
  }

  async close(): Promise<void> {}
}
