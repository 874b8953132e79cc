import type { JournalEntry } from "./journal.js";

/** Writes an entry as one line of JSON, without the line break. */
export function entryText(entry: JournalEntry): string {
  return JSON.stringify(entry);
}

/** Reads what {@link entryText} wrote. @throws SyntaxError */
export function parseEntry(text: string): JournalEntry {
  const value: unknown = JSON.parse(text);
  if (!isEntry(value)) throw new SyntaxError(`a journal entry is no JSON object: ${text.slice(0, 100)}`);
  return value;
}

function isEntry(value: unknown): value is JournalEntry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
