import { Permission } from "@platformq/nextcloud";

/** What somebody may do in a project: everything, work in it, or look at it. */
export type Role = (typeof ROLES)[number];

/** From the one that may most to the one that may least. */
export const ROLES = ["owner", "editor", "viewer"] as const;

/** What a role may do with the project's folder. */
export const FOLDER_PERMISSIONS: Readonly<Record<Role, number>> = {
  owner: Permission.all,
  editor: Permission.read | Permission.update | Permission.create | Permission.delete,
  viewer: Permission.read,
};

/** The names OpenProject is installed with. */
export const OPENPROJECT_ROLES: Readonly<Record<Role, string>> = {
  owner: "Project admin",
  editor: "Member",
  viewer: "Reader",
};
