/** How far an upload has come. */
export interface UploadProgress {
  readonly uploadedBytes: number;
  /** `undefined` for a stream, until it ends. */
  readonly totalBytes: number | undefined;
}

/** How to upload. */
export interface UploadFile {
  /** Media type. @default what the server makes of the file's name */
  contentType?: string | undefined;
  /** `false` refuses to replace an existing file. @default true */
  overwrite?: boolean | undefined;
  /** Replaces the file only while it has this etag. */
  ifMatch?: string | undefined;
  /** Sets the time of modification. @default now */
  lastModified?: Date | undefined;
  /**
   * Compares the stored size with what was sent, or with `sha256` the content itself, which the server then reads
   * once more. @default true for streams and for what goes up in chunks, else false
   */
  verify?: boolean | "sha256" | undefined;
  /**
   * Names the upload. One that was interrupted is gone on with under the same name, also by another process, with the
   * same content. @default a new name, and an interrupted upload is cleaned up
   */
  uploadId?: string | undefined;
  /**
   * The length of a chunk; what is longer goes up in chunks. @default 32 MiB or a tenth of the whole, for streams
   * 16 MiB, and within the server's limits
   */
  chunkBytes?: number | undefined;
  /** Chunks under way at once; of a stream, each is held in memory. @default 5, for streams 2, as the server allows */
  parallel?: number | undefined;
  /** Hears of every piece that has arrived. */
  onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/** What the server tells of an uploaded file. */
export interface UploadedFile {
  /** Without quotes. */
  readonly etag: string;
  /** The number that stays when the file is renamed; `undefined` when the answer got lost. */
  readonly fileId: number | undefined;
}
