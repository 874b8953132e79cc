import { InvalidInputError, type Path, path, segments } from "@platformq/resilience";

/** A path of WebDAV that holds the account's user id, encoded, which is asked for when it is first needed. */
export type OwnPath = (user: Path) => Path;

/**
 * Writes a path as the server lists it: NFC, a slash in front, none at the end.
 *
 * @throws InvalidInputError for an empty segment: `a//b` is a mistake more often than it is `a/b`.
 */
export function normalizePath(file: string): string {
  return `/${innerPath(file)}`;
}

/** The same without the slash in front. */
function innerPath(file: string): string {
  const text = file.normalize("NFC");
  const inner = text.slice(text.startsWith("/") ? 1 : 0, text.endsWith("/") ? -1 : undefined);
  if (inner.includes("//") || inner.startsWith("/") || inner.endsWith("/")) {
    throw new InvalidInputError(`The path '${file}' has an empty segment`, { service: "nextcloud" });
  }
  return inner;
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
  const own = path`${segments(innerPath(file))}`;
  return (user) => path`remote.php/dav/files/${user}/${own}`;
}

/** Names a chunked upload, or one of its parts. */
export function inUploads(uploadId: string, part?: string): OwnPath {
  if (part === undefined) return (user) => path`remote.php/dav/uploads/${user}/${uploadId}`;
  return (user) => path`remote.php/dav/uploads/${user}/${uploadId}/${part}`;
}

/** Takes the leading `/files/<user>` off a path of a multistatus. */
export function ownPath(davPath: string): string {
  return `/${davPath.split("/").slice(3).join("/")}`;
}
