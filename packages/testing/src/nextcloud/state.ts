import { randomBytes } from "node:crypto";
import type { Clock } from "../clock.js";
import { PEOPLE } from "../people.js";
import { FileTree, type NextcloudNode } from "./file-tree.js";
import type { Home, Located } from "./home.js";
import { Sessions } from "./sessions.js";

export interface NextcloudUser {
  readonly id: string;
  password: string;
  displayName: string;
  email: string | null;
  enabled: boolean;
  /** In bytes; `null` is unlimited. */
  quota: number | null;
  language: string;
  manager: string;
  additionalEmails: string[];
  /** Further texts of the profile, by their names on the wire. */
  readonly profile: Map<string, string>;
  /** Seconds since 1970; 0 if the user never logged in. */
  firstLogin: number;
  lastLogin: number;
}

export interface NextcloudGroup {
  readonly id: string;
  displayName: string;
  /** User ids. */
  readonly members: Set<string>;
  /** User ids of those who administer it. */
  readonly subadmins: Set<string>;
}

/** 0 user, 1 group, 3 public link, 4 e-mail. */
export type NextcloudShareType = 0 | 1 | 3 | 4;

export interface NextcloudShare {
  readonly id: string;
  readonly type: NextcloudShareType;
  readonly owner: string;
  /** Id of the shared file or folder. */
  readonly fileId: number;
  /** User id, group id or e-mail address; `null` for a link. */
  readonly shareWith: string | null;
  permissions: number;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** YYYY-MM-DD */
  expireDate: string | null;
  token: string | null;
  password: string | null;
  note: string;
  label: string;
  hideDownload: boolean;
  attributes: string | null;
  /** Where recipients find it in their homes, starting with a slash. */
  target: string | null;
  /** Members of a group who unshared it from themselves. */
  readonly declinedBy: Set<string>;
}

/** A share from another server. */
export interface NextcloudRemoteShare {
  readonly id: number;
  accepted: boolean;
  readonly remote: string;
  readonly name: string;
  readonly owner: string;
  readonly user: string;
  readonly mountpoint: string;
}

/** What was deleted and can come back. */
export interface TrashEntry {
  /** `name.d1795345759` */
  readonly name: string;
  readonly node: NextcloudNode;
  /** Where it was, from the owner's home. */
  readonly location: string;
  /** Seconds since 1970. */
  readonly deletedAt: number;
}

export interface NextcloudTag {
  readonly id: number;
  name: string;
  userVisible: boolean;
  userAssignable: boolean;
  /** Six hexadecimal digits, or empty. */
  color: string;
}

export interface NextcloudComment {
  readonly id: number;
  readonly fileId: number;
  readonly actorId: string;
  message: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
}

/** Everything a Nextcloud knows. Tests may read and change it. */
export class NextcloudState {
  readonly users = new Map<string, NextcloudUser>();
  readonly groups = new Map<string, NextcloudGroup>();
  readonly shares = new Map<string, NextcloudShare>();
  /** App password to user id. */
  readonly appPasswords = new Map<string, string>();
  readonly sessions = new Sessions(this.appPasswords);
  /** Chunks by name, by user id and upload: `anna/upload-1`. */
  readonly uploads = new Map<string, Map<string, Uint8Array>>();
  /** Listings that clients walk through page by page, by their tokens. */
  readonly listings = new Map<string, readonly string[]>();
  readonly tags = new Map<number, NextcloudTag>();
  comments: NextcloudComment[] = [];
  readonly #trash = new Map<string, Map<string, TrashEntry>>();
  /** User ids of those who like a file, by its id. */
  readonly #favorites = new Map<number, Set<string>>();
  readonly #taggedFiles = new Map<number, Set<number>>();
  readonly #properties = new Map<number, Map<string, string>>();
  /** Ids of shares whose recipients have not accepted them. */
  readonly pendingShares = new Set<string>();
  readonly remoteShares = new Map<number, NextcloudRemoteShare>();
  /** Files offered to other users, by the id in the notification about it. */
  readonly ownershipTransfers = new Map<number, { readonly recipient: string; readonly fileId: number }>();
  /** Tokens of logins that were started, with the user id of who has signed in. */
  readonly loginFlows = new Map<string, string | undefined>();
  readonly files: FileTree;
  maintenance = false;
  /** Failed logins from the one address all requests of a fake come from; 0 lifts the ban that follows too many. */
  failedLogins = 0;
  #lastShareId = 0;
  #lastTagId = 0;
  #lastCommentId = 0;

  constructor(clock: Clock) {
    this.files = new FileTree(clock);
  }

  nextShareId(): string {
    this.#lastShareId += 1;
    return String(this.#lastShareId);
  }

  /** Have a user sign in to all logins that were started. */
  grantLogins(uid: string): void {
    for (const token of this.loginFlows.keys()) this.loginFlows.set(token, uid);
  }

  /** A user's trash, by the names of its entries. */
  trashOf(uid: string): Map<string, TrashEntry> {
    return remembered(this.#trash, uid, () => new Map());
  }

  isFavorite(uid: string, fileId: number): boolean {
    return this.#favorites.get(fileId)?.has(uid) ?? false;
  }

  setFavorite(uid: string, fileId: number, isFavorite: boolean): void {
    const users = remembered(this.#favorites, fileId, () => new Set<string>());
    if (isFavorite) users.add(uid);
    else users.delete(uid);
  }

  addTag(tag: Pick<NextcloudTag, "name"> & Partial<NextcloudTag>): NextcloudTag {
    this.#lastTagId += 1;
    const added = { userVisible: true, userAssignable: true, color: "", ...tag, id: this.#lastTagId };
    this.tags.set(added.id, added);
    return added;
  }

  /** Ids of a file's tags. */
  taggedFiles(fileId: number): Set<number> {
    return remembered(this.#taggedFiles, fileId, () => new Set());
  }

  tagsOf(fileId: number): NextcloudTag[] {
    return [...this.taggedFiles(fileId)].flatMap((id) => this.tags.get(id) ?? []);
  }

  addComment(comment: Omit<NextcloudComment, "id">): NextcloudComment {
    this.#lastCommentId += 1;
    const added = { ...comment, id: this.#lastCommentId };
    this.comments.push(added);
    return added;
  }

  /** Properties clients invented, by `{namespace}name`. */
  propertiesOf(fileId: number): ReadonlyMap<string, string> {
    return remembered(this.#properties, fileId, () => new Map<string, string>());
  }

  setProperty(fileId: number, name: string, value: string | undefined): void {
    const properties = remembered(this.#properties, fileId, () => new Map<string, string>());
    if (value === undefined) properties.delete(name);
    else properties.set(name, value);
  }

  /** Whether a user meets a node in their own home or below a share. */
  canSee(home: Home, node: NextcloudNode): boolean {
    const within = (folder: Located): boolean =>
      folder.node === node || home.children(folder).some((child) => within(child));
    return within(home.root());
  }

  addUser(user: Pick<NextcloudUser, "id" | "password"> & Partial<NextcloudUser>): NextcloudUser {
    const added: NextcloudUser = {
      displayName: user.id,
      email: null,
      enabled: true,
      quota: null,
      language: "en",
      manager: "",
      additionalEmails: [],
      profile: new Map(),
      firstLogin: 0,
      lastLogin: 0,
      ...user,
    };
    this.users.set(added.id, added);
    return added;
  }

  addGroup(id: string, displayName = id, members: Iterable<string> = []): NextcloudGroup {
    const group = { id, displayName, members: new Set(members), subadmins: new Set<string>() };
    this.groups.set(id, group);
    return group;
  }

  /** Give a user an app password of 72 characters, as long as the real ones. */
  addAppPassword(uid: string, password = randomBytes(36).toString("hex")): string {
    this.appPasswords.set(password, uid);
    return password;
  }

  /** User ids are compared without regard to case. */
  findUser(id: string): NextcloudUser | undefined {
    const exact = this.users.get(id);
    if (exact) return exact;
    const wanted = id.toLowerCase();
    return [...this.users.values()].find((user) => user.id.toLowerCase() === wanted);
  }

  isAdmin(user: NextcloudUser): boolean {
    return this.groups.get("admin")?.members.has(user.id) ?? false;
  }

  groupsOf(uid: string): NextcloudGroup[] {
    return [...this.groups.values()].filter((group) => group.members.has(uid));
  }
}

/** Fill an empty Nextcloud with its administrator and three users. */
export function seedNextcloud(state: NextcloudState): void {
  for (const { login, firstName, lastName, email } of PEOPLE) {
    state.addUser({
      id: login,
      password: nextcloudPassword(login),
      displayName: `${firstName} ${lastName}`,
      email,
    });
  }
  state.addGroup("admin", "admin", ["admin"]);
  state.addGroup("staff", "Staff", ["anna", "ben"]);
}

/** The password of a seeded user. */
export function nextcloudPassword(login: string): string {
  return `test-password-${login}`;
}

function remembered<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
