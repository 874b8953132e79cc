/** Whom a write tells. */
export interface Notifying {
  /** Tells those concerned by e-mail. @default true */
  notify?: boolean | undefined;
}
