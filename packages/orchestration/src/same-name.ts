/** Compares names that are the same in upper and lower case: logins, addresses, and what OpenProject calls things. */
export function isSameName(one: string | null | undefined, other: string | null | undefined): boolean {
  return one != null && one.toLowerCase() === other?.toLowerCase();
}
