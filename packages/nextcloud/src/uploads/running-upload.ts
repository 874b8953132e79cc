import type { RequestOptions } from "@platformq/resilience";
import type { UploadedFile, UploadFile, UploadProgress } from "./upload-options.js";

/**
 * An upload under way: its result, and its progress to walk along with.
 *
 * @example
 * const upload = nextcloud.files.startUpload("film.mp4", { localPath: "film.mp4" });
 * for await (const { uploadedBytes } of upload) console.log(uploadedBytes);
 * const { etag } = await upload.result;
 */
export class RunningUpload implements AsyncIterable<UploadProgress> {
  /** What the upload comes to. */
  readonly result: Promise<UploadedFile>;
  readonly #abort = new AbortController();
  #latest: UploadProgress | undefined;
  #ended = false;
  /** Those who walk along and have seen the latest. */
  #waiting: (() => void)[] = [];

  constructor(
    /** The name to go on under after an interruption; only chunks leave something to go on from. */
    readonly uploadId: string,
    start: (params: UploadFile, options: RequestOptions) => Promise<UploadedFile>,
    params: UploadFile,
    options: RequestOptions = {},
  ) {
    const { signal } = options;
    const joined = signal ? AbortSignal.any([signal, this.#abort.signal]) : this.#abort.signal;
    const onProgress = (progress: UploadProgress): void => {
      this.#latest = progress;
      params.onProgress?.(progress);
      this.#wake();
    };
    this.result = start({ ...params, uploadId, onProgress }, { ...options, signal: joined }).finally(() => {
      this.#ended = true;
      this.#wake();
    });
    // Whoever walks along gets the error there, and may never look at the result.
    this.result.catch(() => {});
  }

  /** Interrupts the upload. Its chunks stay, to go on from. */
  abort(reason?: unknown): void {
    this.#abort.abort(reason);
  }

  /** Walks along; a slow walker sees the latest only. Throws what the upload ended with. */
  async *[Symbol.asyncIterator](): AsyncGenerator<UploadProgress, void, undefined> {
    let seen: UploadProgress | undefined;
    while (true) {
      if (this.#latest !== undefined && this.#latest !== seen) {
        seen = this.#latest;
        yield seen;
      } else if (this.#ended) {
        await this.result;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#waiting.push(resolve);
        });
      }
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
