import { createReadStream } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { InvalidInputError } from "@platformq/resilience";
import { entryText, parseEntry } from "./entry-text.js";
import { type Claim, type Journal, type JournalEntry, RunInProgressError } from "./journal.js";
import { LineFile } from "./line-file.js";
import { isLocked, lockForThisProcess } from "./process-lock.js";

const SUFFIX = ".jsonl";
/** File systems take 255 bytes. */
const MAX_NAME = 255 - SUFFIX.length;

/**
 * Makes a journal of files in a directory, one for each run, with a line of JSON for each entry. An entry is on the disk
 * when `append` resolves.
 *
 * A run is kept to one process with a Unix socket in the directory, which has to lie on a disk of this machine and to
 * have a path of at most 79 bytes.
 *
 * @throws InvalidInputError for a run id that is empty or makes too long a file name.
 */
export function fileJournal(directory: string): Journal {
  return new FileJournal(directory);
}

class FileJournal implements Journal {
  readonly #files = new Map<string, LineFile>();
  #made: Promise<unknown> | undefined;

  constructor(private readonly directory: string) {}

  async append(runId: string, entry: JournalEntry): Promise<void> {
    const path = this.#path(runId);
    await this.#makeDirectory();
    const file = this.#files.get(path) ?? new LineFile(path);
    this.#files.set(path, file);
    await file.append(entryText(entry));
    if (file.isIdle && this.#files.get(path) === file) this.#files.delete(path);
  }

  async *read(runId: string): AsyncGenerator<JournalEntry> {
    let rest = "";
    try {
      // Not readline: it takes U+2028 for the end of a line, which JSON does not.
      for await (const chunk of createReadStream(this.#path(runId), "utf8")) {
        const lines = `${rest}${chunk}`.split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) yield parseEntry(line);
      }
      // What is left has no line break: its append never resolved, because the process was killed in it.
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  async *runs(): AsyncGenerator<string> {
    for (const name of await this.#fileNames()) {
      const runId = name.endsWith(SUFFIX) ? decoded(name.slice(0, -SUFFIX.length)) : undefined;
      if (runId !== undefined) yield runId;
    }
  }

  async remove(runId: string): Promise<void> {
    await rm(this.#path(runId), { force: true });
  }

  async claim(runId: string): Promise<Claim> {
    const path = this.#path(runId);
    await this.#makeDirectory();
    const lock = await lockForThisProcess(this.directory, basename(path));
    if (lock === undefined) throw new RunInProgressError(runId);
    return lock;
  }

  async isClaimed(runId: string): Promise<boolean> {
    await this.#makeDirectory();
    return isLocked(this.directory, basename(this.#path(runId)));
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#files.values()].map((file) => file.flushed()));
  }

  async #makeDirectory(): Promise<unknown> {
    this.#made ??= mkdir(this.directory, { recursive: true, mode: 0o700 }).catch((error) => {
      this.#made = undefined;
      throw error;
    });
    return this.#made;
  }

  async #fileNames(): Promise<string[]> {
    try {
      return await readdir(this.directory);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  /** Every id is a file name of its own, on file systems that do not tell cases apart as well. */
  #path(runId: string): string {
    const bytes = Buffer.from(runId).toString("latin1");
    const name = bytes.replaceAll(
      /[^a-z0-9._-]/g,
      (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`,
    );
    if (name === "" || name.length > MAX_NAME) {
      throw new InvalidInputError(`${JSON.stringify(runId)} is no run id: it makes no file name`);
    }
    return join(this.directory, `${name}${SUFFIX}`);
  }
}

/** The run id a file name stands for; `undefined` for one that no journal has made. */
function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
