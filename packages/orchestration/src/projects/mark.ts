import { createHash } from "node:crypto";

/** A property of the project's folder. */
export const FOLDER_MARK = "{urn:platformq}project";

const MARK = /\s*\[platformq:([a-z0-9_-]+)\]\s*$/;

/** Puts the project's mark behind a description, for everybody to see who made this. */
export function marked(description: string, identifier: string): string {
  const mark = `[platformq:${identifier}]`;
  return description === "" ? mark : `${description} ${mark}`;
}

/** The identifier of the project whose mark a description bears. */
export function markOf(description: string): string | undefined {
  return MARK.exec(description)?.[1];
}

/** The description without a mark. */
export function unmarked(description: string): string {
  return description.replace(MARK, "");
}

/** What Nextcloud stores the id of a group in, in characters. */
const MAX_GROUP_ID = 64;
/** Of a longer identifier, as much as leaves room for the words, the hash and the longest role. */
const MAX_START = 34;

/** The Nextcloud group of those with a role in a project. No identifier holds a colon, so it is nobody else's. */
export function groupId(identifier: string, role: string): string {
  const id = `platformq:${identifier}:${role}`;
  if (id.length <= MAX_GROUP_ID) return id;
  // Nextcloud stores a longer one under its hash, and then knows no group of the id it was given.
  const hash = createHash("sha256").update(identifier).digest("hex").slice(0, 12);
  return `platformq:${identifier.slice(0, MAX_START)}~${hash}:${role}`;
}
