import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../clock.js";
import { contentTypeOf } from "./content-types.js";

interface NodeBase {
  readonly id: number;
  name: string;
  parent: NextcloudFolder | null;
  /** User id of whose home it lies in. */
  owner: string;
  /** Without quotes. */
  etag: string;
  /** Seconds since 1970. */
  mtime: number;
  /** Seconds since 1970; 0 if unset. */
  creationTime: number;
}

/** What a file held before. */
interface FileVersion {
  readonly mtime: number;
  readonly content: Uint8Array;
  label: string | undefined;
  readonly author: string;
}

export interface NextcloudFile extends NodeBase {
  readonly kind: "file";
  content: Uint8Array;
  contentType: string;
  /** Seconds since 1970. */
  uploadTime: number;
  /** As the uploader claimed it, such as `SHA1:…`: never verified. */
  checksum: string | undefined;
  /** Oldest first. */
  versions: FileVersion[];
  /** What its present version is called. */
  label: string | undefined;
}

export interface NextcloudFolder extends NodeBase {
  readonly kind: "folder";
  readonly children: Map<string, NextcloudNode>;
}

export type NextcloudNode = NextcloudFile | NextcloudFolder;

/** What may come with the bytes of an upload. */
export interface UploadDetails {
  mtime?: number | undefined;
  creationTime?: number | undefined;
  checksum?: string | undefined;
}

/** The files of all homes: ids are unique over all of them, and a change renews the ETags up to the root. */
export class FileTree {
  readonly homes = new Map<string, NextcloudFolder>();
  readonly #clock: Clock;
  #lastId = 100;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The home of a user; created when it is first needed, as on a first login. */
  homeOf(uid: string): NextcloudFolder {
    const known = this.homes.get(uid);
    if (known) return known;
    const home = this.#newFolder(uid, "", null);
    this.homes.set(uid, home);
    return home;
  }

  createFolder(parent: NextcloudFolder, name: string): NextcloudFolder {
    const folder = this.#newFolder(parent.owner, name, parent);
    this.#attach(folder, parent);
    return folder;
  }

  /** Create a file or replace the content of one. */
  write(
    parent: NextcloudFolder,
    name: string,
    content: Uint8Array,
    details: UploadDetails = {},
  ): NextcloudFile {
    const known = parent.children.get(name);
    const now = this.#seconds();
    const file: NextcloudFile =
      known?.kind === "file"
        ? known
        : {
            kind: "file",
            ...this.#newNode(parent.owner, name, parent),
            content,
            contentType: "",
            uploadTime: 0,
            checksum: undefined,
            versions: [],
            label: undefined,
          };
    if (known === file) keepVersion(file);
    file.content = content;
    file.contentType = contentTypeOf(name);
    file.mtime = details.mtime ?? now;
    file.creationTime = details.creationTime ?? file.creationTime;
    file.uploadTime = now;
    file.checksum = details.checksum;
    file.etag = fileEtag();
    this.#attach(file, parent);
    return file;
  }

  /** Give a file the content it had at a time; what it has now stays as a version. */
  restoreVersion(file: NextcloudFile, mtime: number): void {
    const version = file.versions.find((one) => one.mtime === mtime);
    if (version === undefined || file.parent === null) return;
    this.write(file.parent, file.name, version.content, { mtime: version.mtime });
    file.versions = file.versions.filter((one) => one !== version);
  }

  remove(node: NextcloudNode): void {
    const { parent } = node;
    if (parent === null) return;
    parent.children.delete(node.name);
    node.parent = null;
    this.#touch(parent);
  }

  /** Move a node, which keeps its id and ETag. What had the name before must have been removed. */
  move(node: NextcloudNode, parent: NextcloudFolder, name: string): void {
    this.remove(node);
    node.name = name;
    setOwner(node, parent.owner);
    this.#attach(node, parent);
  }

  /** Copy a node with everything below it; the copies have ids and ETags of their own. */
  copy(node: NextcloudNode, parent: NextcloudFolder, name: string): NextcloudNode {
    if (node.kind === "file") {
      const { content, mtime, checksum } = node;
      return this.write(parent, name, content, { mtime, checksum });
    }
    const children = [...node.children.values()];
    const copy = this.createFolder(parent, name);
    for (const child of children) this.copy(child, copy, child.name);
    return copy;
  }

  /** Find what has an id, with nothing but the id to go by. */
  byId(id: number): NextcloudNode | undefined {
    for (const home of this.homes.values()) {
      for (const node of withDescendants(home)) if (node.id === id) return node;
    }
    return undefined;
  }

  #newFolder(owner: string, name: string, parent: NextcloudFolder | null): NextcloudFolder {
    return { kind: "folder", ...this.#newNode(owner, name, parent), children: new Map() };
  }

  #newNode(owner: string, name: string, parent: NextcloudFolder | null): NodeBase {
    this.#lastId += 1;
    return {
      id: this.#lastId,
      name,
      parent,
      owner,
      etag: folderEtag(),
      mtime: this.#seconds(),
      creationTime: 0,
    };
  }

  #attach(node: NextcloudNode, parent: NextcloudFolder): void {
    node.parent = parent;
    parent.children.set(node.name, node);
    this.#touch(parent);
  }

  #touch(folder: NextcloudFolder): void {
    folder.mtime = this.#seconds();
    for (let node: NextcloudFolder | null = folder; node !== null; node = node.parent) {
      node.etag = folderEtag();
    }
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1000);
  }
}

/** A node and everything below it. */
export function* withDescendants(node: NextcloudNode): Generator<NextcloudNode> {
  yield node;
  if (node.kind === "folder") for (const child of node.children.values()) yield* withDescendants(child);
}

/** Size in bytes; of a folder, of everything in it. */
export function sizeOf(node: NextcloudNode): number {
  let size = 0;
  for (const part of withDescendants(node)) if (part.kind === "file") size += part.content.byteLength;
  return size;
}

/** Path below the owner's home, starting with a slash. */
export function pathOf(node: NextcloudNode): string {
  const names: string[] = [];
  for (let part: NextcloudNode = node; part.parent !== null; part = part.parent) names.unshift(part.name);
  return `/${names.join("/")}`;
}

/** A version is known by its second: a later one of the same second takes its place. */
function keepVersion(file: NextcloudFile): void {
  const { mtime, content, label, owner } = file;
  file.versions = [
    ...file.versions.filter((one) => one.mtime !== mtime),
    { mtime, content, label, author: owner },
  ];
  file.label = undefined;
}

function setOwner(node: NextcloudNode, owner: string): void {
  for (const part of withDescendants(node)) part.owner = owner;
}

/** Files have an ETag like an MD5 sum, folders one of 13 digits. */
function fileEtag(): string {
  return createHash("md5").update(randomBytes(16)).digest("hex");
}

function folderEtag(): string {
  return randomBytes(7).toString("hex").slice(0, 13);
}
