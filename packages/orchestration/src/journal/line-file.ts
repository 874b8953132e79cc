import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";

/** A file that lines are added to and that is written by one process at a time. */
export class LineFile {
  #waiting = "";
  /** The write that will take what is waiting. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  #isWriting = false;

  constructor(private readonly path: string) {}

  /** Whether all lines are on the disk. */
  get isIdle(): boolean {
    return this.#next === undefined && !this.#isWriting;
  }

  /** Adds a line and resolves when it is on the disk. Lines that come during a write go out together in the next. */
  async append(line: string): Promise<void> {
    this.#waiting += `${line}\n`;
    this.#next ??= this.#last.catch(() => {}).then(() => this.#write());
    return this.#next;
  }

  /** Resolves when all lines are on the disk. */
  async flushed(): Promise<void> {
    return this.#next ?? this.#last;
  }

  async #write(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = "";
    if (this.#next !== undefined) this.#last = this.#next;
    this.#next = undefined;
    this.#isWriting = true;
    try {
      await this.#add(lines);
    } finally {
      this.#isWriting = false;
    }
  }

  async #add(lines: string): Promise<void> {
    // Opened each time: beside the wait for the disk it costs nothing, and nothing has to be closed in the end.
    await using file = await open(this.path, "a+", 0o600);
    const { size } = await file.stat();
    await cutTornLine(file, size);
    await file.appendFile(lines);
    await file.datasync();
    if (size === 0) await syncDirectory(dirname(this.path));
  }
}

/** Removes what a write that was interrupted left behind the last line break. */
async function cutTornLine(file: FileHandle, size: number): Promise<void> {
  const chunk = Buffer.alloc(4096);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - chunk.length);
    const { bytesRead } = await file.read(chunk, 0, end - start, start);
    const lineBreak = chunk.subarray(0, bytesRead).lastIndexOf("\n");
    if (lineBreak >= 0 || start === 0) {
      const whole = start + lineBreak + 1;
      if (whole < size) await file.truncate(whole);
      return;
    }
    end = start;
  }
}

/** The name of a new file is in its directory, which is written separately. */
async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, "r");
  await directory.sync();
}
