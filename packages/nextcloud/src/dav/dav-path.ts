import { InvalidInputError, type Path, path, segments } from "@platformq/resilience";

/** A path of WebDAV that holds the account's user id, which is asked for when it is first needed. */
export type OwnPath = (userId: string) => Path;

/**
 * Writes a path as the server lists it: NFC, a slash in front, none at the end.
 *
 * @throws InvalidInputError for an empty segment: `a//b` is a mistake more often than it is `a/b`.
 */
export function normalizePath(file: string): string {
  const inner = file.normalize("NFC").replace(/^\//, "").replace(/\/$/, "");
  if (inner === "") return "/";
  if (inner.split("/").includes("")) {
    throw new InvalidInputError(`The path '${file}' has an empty segment`, { service: "nextcloud" });
  }
  return `/${inner}`;
}

/** Splits the last part off a path. */
export function splitPath(file: string): { parent: string; name: string } {
  const normalized = normalizePath(file);
  const slash = normalized.lastIndexOf("/");
  return { parent: normalized.slice(0, slash) || "/", name: normalized.slice(slash + 1) };
}

/**
 * Names a file of the account.
 *
 * @throws InvalidInputError at once, before the user id is asked for: a bad path costs no request.
 */
export function inFiles(file: string): OwnPath {
  const own = segments(normalizePath(file));
  // Checks the segments.
  path`${own}`;
  return (userId) => path`remote.php/dav/files/${userId}/${own}`;
}

/** Names a chunked upload, or one of its parts. */
export function inUploads(uploadId: string, part?: string): OwnPath {
  if (part === undefined) return (userId) => path`remote.php/dav/uploads/${userId}/${uploadId}`;
  return (userId) => path`remote.php/dav/uploads/${userId}/${uploadId}/${part}`;
}

/** Takes the leading `/files/<user>` off a path of a multistatus. */
export function ownPath(davPath: string): string {
  return `/${davPath.split("/").slice(3).join("/")}`;
}
