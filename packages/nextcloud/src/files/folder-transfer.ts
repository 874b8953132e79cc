import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { InvalidInputError, type RequestOptions } from "@platformq/resilience";
import { normalizePath } from "../dav/dav-path.js";
import type { FileInfo } from "../dav/file-info.js";
import type { FilesResource } from "../resources/files.js";
import type { DownloadFile } from "./download.js";
import { eachConcurrently } from "./each-concurrently.js";

/** How to move a whole folder. */
export interface TransferFolder {
  /** Files under way at once. @default 5 */
  concurrency?: number | undefined;
  /** Hears of each file that has arrived, by its path on the server. */
  onFile?: ((path: string) => void) | undefined;
}

/** What was moved. */
export interface TransferredFolder {
  readonly files: number;
  readonly bytes: number;
}

const CONCURRENCY = 5;

/** Uploads a folder of this machine with all that is in it; times of modification are kept. */
export async function uploadFolder(
  files: FilesResource,
  localFolder: string,
  folder: string,
  { concurrency = CONCURRENCY, onFile }: TransferFolder = {},
  options?: RequestOptions,
): Promise<TransferredFolder> {
  const target = normalizePath(folder);
  const entries = await readdir(localFolder, { withFileTypes: true, recursive: true });
  const local = entries.map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }));
  const prefix = target === "/" ? target : `${target}/`;
  const remote = (path: string): string => prefix + relative(localFolder, path).split(sep).join("/");
  await files.createFolder(target, { recursive: true }, options);
  // Parents come before what is in them.
  const folders = local.filter(({ entry }) => entry.isDirectory()).map(({ path }) => remote(path));
  for (const path of folders.sort()) await files.createFolder(path, { recursive: true }, options);
  let bytes = 0;
  let count = 0;
  const regular = local.filter(({ entry }) => entry.isFile());
  await eachConcurrently(regular, concurrency, options?.signal, async ({ path: localPath }, signal) => {
    const { size, mtime } = await stat(localPath);
    const path = remote(localPath);
    await files.upload(path, { localPath }, { lastModified: mtime }, { ...options, signal });
    bytes += size;
    count += 1;
    onFile?.(path);
  });
  return { files: count, bytes };
}

/** Downloads a folder with all that is in it; times of modification are kept. */
export async function downloadFolder(
  files: FilesResource,
  folder: string,
  localFolder: string,
  { concurrency = CONCURRENCY, onFile }: TransferFolder = {},
  options?: RequestOptions,
): Promise<TransferredFolder> {
  const source = normalizePath(folder);
  await mkdir(localFolder, { recursive: true });
  let bytes = 0;
  let count = 0;
  const entries = files.entries(source, { depth: "infinity" }, options);
  await eachConcurrently(entries, concurrency, options?.signal, async (entry, signal) => {
    const localPath = localPathOf(localFolder, source, entry);
    if (entry.type === "folder") return void (await mkdir(localPath, { recursive: true }));
    await mkdir(dirname(localPath), { recursive: true });
    await downloadTo(files, entry.path, localPath, { ifMatch: entry.etag }, { ...options, signal });
    await utimes(localPath, entry.lastModified, entry.lastModified);
    bytes += entry.size;
    count += 1;
    onFile?.(entry.path);
  });
  return { files: count, bytes };
}

/** Downloads into a file of this machine, which appears when it is complete. */
export async function downloadTo(
  files: FilesResource,
  path: string,
  localPath: string,
  params: DownloadFile = {},
  options?: RequestOptions,
): Promise<void> {
  const { body } = await files.downloadStream(path, params, options);
  const partial = `${localPath}.part`;
  try {
    await pipeline(body, createWriteStream(partial));
    await rename(partial, localPath);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** A name can hold what means another folder here, such as a backslash on Windows. */
function localPathOf(localFolder: string, source: string, { path }: FileInfo): string {
  const root = resolve(localFolder);
  const local = resolve(root, path.slice(source === "/" ? 1 : source.length + 1));
  if (local.startsWith(root + sep)) return local;
  throw new InvalidInputError(`${path} would be stored outside ${localFolder}`, { service: "nextcloud" });
}
