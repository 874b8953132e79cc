import { header, InvalidInputError, type StreamedAnswer } from "@platformq/resilience";

/** Which bytes of a file are wanted; the end is included, as in HTTP. */
export class ByteRange {
  private constructor(
    private readonly start: number,
    private readonly end: number | undefined,
  ) {}

  /** Takes what was asked for. @throws InvalidInputError for a range that ends before it starts: nothing cannot be asked for. */
  static of(start = 0, end?: number): ByteRange {
    const isRange = Number.isSafeInteger(start) && start >= 0 && (end === undefined || end >= start);
    if (isRange) return new ByteRange(start, end);
    throw new InvalidInputError(`No range of bytes: ${start} to ${end}`, { service: "nextcloud" });
  }

  /** Whether all of it has come. */
  get isEmpty(): boolean {
    return this.end !== undefined && this.end < this.start;
  }

  /** Whether it is all of a file. */
  get isWhole(): boolean {
    return this.start === 0 && this.end === undefined;
  }

  header(): { range?: string } {
    if (this.isWhole) return {};
    // The server takes an end of 0 for none and would send the whole file.
    return { range: `bytes=${this.start}-${this.end === undefined ? "" : Math.max(this.end, 1)}` };
  }

  /** What is left of it after so many bytes. */
  after(bytes: number): ByteRange {
    return new ByteRange(this.start + bytes, this.end);
  }

  /** The length of the wanted part of an answer. */
  lengthOf(answer: StreamedAnswer): number | undefined {
    const length = header(answer, "content-length");
    if (length === undefined) return undefined;
    const sent = Number(length) - this.skippedIn(answer);
    return Math.min(sent, this.lengthBytes);
  }

  /** How many bytes are wanted; infinite up to a file's end. */
  get lengthBytes(): number {
    return this.end === undefined ? Number.POSITIVE_INFINITY : this.end - this.start + 1;
  }

  /** How many bytes of an answer come before the wanted ones: a 200 holds the file from its beginning. */
  skippedIn(answer: StreamedAnswer): number {
    return answer.status === 206 ? 0 : this.start;
  }
}
