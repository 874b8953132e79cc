/** What the account may do with a file or folder. */
export interface FilePermissions {
  readonly read: boolean;
  /** Replace a file's content. */
  readonly write: boolean;
  /** Create files and folders in a folder. */
  readonly create: boolean;
  readonly delete: boolean;
  readonly rename: boolean;
  readonly move: boolean;
  readonly share: boolean;
  /** Whether it was shared with the account. */
  readonly isShared: boolean;
  /** Whether it is, or lies in, a mounted storage. */
  readonly isMounted: boolean;
}

/** Decodes the letters of `oc:permissions`: `RGDNVCK` for a folder of one's own. */
export function filePermissions(letters: string): FilePermissions {
  const has = (letter: string): boolean => letters.includes(letter);
  return {
    read: has("G"),
    write: has("W"),
    create: has("C") || has("K"),
    delete: has("D"),
    rename: has("N"),
    move: has("V"),
    share: has("R"),
    isShared: has("S"),
    isMounted: has("M"),
  };
}
