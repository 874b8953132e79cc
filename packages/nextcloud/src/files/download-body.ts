import { Readable } from "node:stream";
import { ConflictError, NetworkError, type StreamedAnswer, TimeoutError } from "@platformq/resilience";
import type { ByteRange } from "./byte-range.js";
import type { ContentCheck } from "./content-check.js";

/** What a body does beside passing bytes on. */
export interface DownloadBodyRules {
  /** Asks for the rest when the connection breaks; `undefined` ends the body with the error. */
  readonly resume: ((rest: ByteRange) => Promise<StreamedAnswer>) | undefined;
  readonly check: ContentCheck | undefined;
}

/** How often in a row a download may break without a byte in between. */
const MAX_FRUITLESS = 3;

/** The wanted bytes of a file, from as many answers as it takes. */
export class DownloadBody extends Readable {
  #answer: StreamedAnswer;
  /** Bytes of the answer that come before the wanted ones. */
  #skip = 0;
  #fruitless = 0;
  #isComplete = false;

  constructor(
    first: StreamedAnswer,
    /** What has not come yet. */
    private rest: ByteRange,
    private readonly rules: DownloadBodyRules,
  ) {
    super({ highWaterMark: 64 * 1024 });
    this.#answer = first;
    this.#attach(first);
  }

  override _read(): void {
    this.#answer.body.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#answer.body.destroy();
    callback(error);
  }

  #attach(answer: StreamedAnswer): void {
    this.#answer = answer;
    this.#skip = this.rest.skippedIn(answer);
    const { body } = answer;
    // A body that was left behind may have bytes to give still.
    const isOurs = (): boolean => this.#answer === answer && !this.#isComplete && !this.destroyed;
    body.on("data", (chunk: Buffer) => {
      if (isOurs()) this.#take(chunk);
    });
    body.once("end", () => {
      if (isOurs()) this.#end();
    });
    body.once("error", (error) => {
      if (isOurs()) this.#broken(error);
    });
  }

  #take(chunk: Buffer): void {
    const wanted = chunk.subarray(this.#skip, this.#skip + Math.min(this.rest.lengthBytes, chunk.length));
    this.#skip = Math.max(0, this.#skip - chunk.length);
    if (wanted.length > 0) {
      this.rest = this.rest.after(wanted.length);
      this.#fruitless = 0;
      this.rules.check?.update(wanted);
      if (!this.push(wanted)) this.#answer.body.pause();
    }
    if (this.rest.isEmpty) this.#end();
  }

  #end(): void {
    this.#isComplete = true;
    const mismatch = this.rules.check?.end();
    if (mismatch) return void this.destroy(mismatch);
    this.push(null);
    // The server may have sent more than was asked for.
    this.#answer.body.destroy();
  }

  #broken(error: Error): void {
    const { resume } = this.rules;
    const isBroken = error instanceof NetworkError || error instanceof TimeoutError;
    if (!isBroken || resume === undefined || this.#fruitless++ >= MAX_FRUITLESS)
      return void this.destroy(error);
    resume(this.rest).then(
      (answer) => {
        if (this.destroyed) answer.body.destroy();
        else this.#attach(answer);
      },
      (refused: unknown) => this.destroy(refused instanceof Error ? asChange(refused, error) : error),
    );
  }
}

/** The etag was asked for: who refuses it has another file by now. */
function asChange(refused: Error, cause: Error): Error {
  if (!(refused instanceof ConflictError)) return refused;
  return new ConflictError("The file changed while it was downloaded", "FILE_CHANGED", {
    service: "nextcloud",
    operation: refused.operation,
    attempts: refused.attempts,
    status: refused.status,
    cause,
  });
}
