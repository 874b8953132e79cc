/** Compares logins and addresses, which are the same in upper and lower case. */
export function isSameName(one: string | null | undefined, other: string | null | undefined): boolean {
  return one != null && one.toLowerCase() === other?.toLowerCase();
}
