import { randomBytes } from "node:crypto";
import type { Clock } from "../clock.js";
import { PEOPLE } from "../people.js";
import { FileTree } from "./file-tree.js";

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
  /** Seconds since 1970; 0 if the user never logged in. */
  firstLogin: number;
  lastLogin: number;
}

export interface NextcloudGroup {
  readonly id: string;
  displayName: string;
  /** User ids. */
  readonly members: Set<string>;
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

/** Everything a Nextcloud knows. Tests may read and change it. */
export class NextcloudState {
  readonly users = new Map<string, NextcloudUser>();
  readonly groups = new Map<string, NextcloudGroup>();
  readonly shares = new Map<string, NextcloudShare>();
  /** App password to user id. */
  readonly appPasswords = new Map<string, string>();
  readonly files: FileTree;
  maintenance = false;
  /** Failed logins from the one address all requests of a fake come from; 0 lifts the ban that follows too many. */
  failedLogins = 0;
  #lastShareId = 0;

  constructor(clock: Clock) {
    this.files = new FileTree(clock);
  }

  nextShareId(): string {
    this.#lastShareId += 1;
    return String(this.#lastShareId);
  }

  addUser(user: Pick<NextcloudUser, "id" | "password"> & Partial<NextcloudUser>): NextcloudUser {
    const added: NextcloudUser = {
      displayName: user.id,
      email: null,
      enabled: true,
      quota: null,
      language: "en",
      manager: "",
      firstLogin: 0,
      lastLogin: 0,
      ...user,
    };
    this.users.set(added.id, added);
    return added;
  }

  addGroup(id: string, displayName = id, members: Iterable<string> = []): NextcloudGroup {
    const group = { id, displayName, members: new Set(members) };
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
