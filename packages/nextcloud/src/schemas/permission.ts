/** What a recipient may do; the numbers add up. */
export const Permission = Object.freeze({ read: 1, update: 2, create: 4, delete: 8, share: 16, all: 31 });
export type PermissionName = keyof typeof Permission;
/** A single permission, as the server's answers name them. */
export type SinglePermission = Exclude<PermissionName, "all">;

/** Adds up permissions given by name. */
export function permissionBits(
  permissions: number | readonly PermissionName[] | undefined,
): number | undefined {
  if (permissions === undefined || typeof permissions === "number") return permissions;
  return permissions.reduce((bits, name) => bits | Permission[name], 0);
}

/** Names the permissions in a sum; 31 is all five names. */
export function permissionNames(bits: number): SinglePermission[] {
  const single: readonly SinglePermission[] = ["read", "update", "create", "delete", "share"];
  return single.filter((name) => (bits & Permission[name]) !== 0);
}
