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

/** The Nextcloud group of those with a role in a project. No identifier holds a colon, so it is nobody else's. */
export function groupId(identifier: string, role: string): string {
  return `platformq:${identifier}:${role}`;
}
