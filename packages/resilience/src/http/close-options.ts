/** How long closing may take. */
export interface CloseOptions {
  /** Calls that are not over by then go on by themselves, and so does a body that nobody reads. @default 30_000 */
  timeoutMs?: number | undefined;
}
