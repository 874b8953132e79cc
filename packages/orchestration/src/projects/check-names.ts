import { RESERVED_IDENTIFIERS } from "./identifier.js";

const MAX_CHANNEL_NAME = 60;
/** What Nextcloud stores a name in. */
const MAX_FILE_NAME_BYTES = 250;
/** Nextcloud refuses these in names, on some storages at least. */
const FORBIDDEN = /[\\/:*?"<>|]/;

/** Says what is wrong with the name of a project, which is also that of a folder and of a channel. */
export function nameProblems(name: string): string[] {
  if (name === "") return ["is empty"];
  // Zulip counts code points, and cuts what is too long without a word.
  const isLong = [...name].length > MAX_CHANNEL_NAME;
  return [
    ...(isLong ? [`is longer than ${MAX_CHANNEL_NAME} characters`] : []),
    ...[fileNameProblem(name) ?? []].flat(),
  ];
}

/** Says what is wrong with a path of folders; a slash separates them. */
export function folderPathProblem(path: string): string | undefined {
  for (const name of path.split("/")) {
    const problem = fileNameProblem(name);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Says what is wrong with an OpenProject identifier. */
export function identifierProblem(identifier: string): string | undefined {
  if (!/^(?=.*[a-z_-])[a-z0-9_-]{1,100}$/.test(identifier)) {
    return `${JSON.stringify(identifier)} is not of at most 100 of a-z, 0-9, - and _ with at least one that is no digit`;
  }
  return RESERVED_IDENTIFIERS.has(identifier) ? `${JSON.stringify(identifier)} is reserved` : undefined;
}

function fileNameProblem(name: string): string | undefined {
  const shown = JSON.stringify(name);
  if (name === "") return "holds an empty name";
  if (name !== name.trim()) return `${shown} begins or ends with a space`;
  if (FORBIDDEN.test(name)) return `${shown} holds one of \\ / : * ? " < > |`;
  if (/\p{Cc}/u.test(name)) return `${shown} holds a control character`;
  if (name.startsWith(".") || name.endsWith(".")) return `${shown} begins or ends with a dot`;
  if (/\.(filepart|part)$/i.test(name)) return `${shown} ends like a file that is being uploaded`;
  if (Buffer.byteLength(name) > MAX_FILE_NAME_BYTES)
    return `${shown} is longer than ${MAX_FILE_NAME_BYTES} bytes`;
  return undefined;
}
