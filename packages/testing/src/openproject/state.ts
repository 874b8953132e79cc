interface Stamped {
  readonly id: number;
  /** ISO 8601, UTC */
  readonly createdAt: string;
  updatedAt: string;
}

type OpenProjectUserStatus = "active" | "registered" | "locked" | "invited";

export interface OpenProjectUser extends Stamped {
  login: string;
  firstName: string;
  lastName: string;
  email: string;
  admin: boolean;
  status: OpenProjectUserStatus;
  language: string;
  /** API token. */
  apiKey: string;
  /** Known only of those whose password was set here. */
  password?: string | undefined;
}

export interface OpenProjectGroup extends Stamped {
  name: string;
  /** User ids. */
  readonly members: Set<number>;
}

export interface OpenProjectRole {
  readonly id: number;
  readonly name: string;
  readonly permissions: ReadonlySet<string>;
}

export interface OpenProjectProject extends Stamped {
  identifier: string;
  name: string;
  active: boolean;
  public: boolean;
  /** Markdown */
  description: string;
  /** Such as "on_track". */
  status: string | null;
  statusExplanation: string;
  parentId: number | null;
  /** Since version 17 there are other kinds beside projects. */
  workspaceType?: "Project" | "Portfolio" | "Program";
  /** By key, such as `customField1`. */
  customValues?: Record<string, unknown>;
  /** Of one whose deletion is under way: how often it is still seen. */
  looksLeft?: number;
}

export interface OpenProjectMembership extends Stamped {
  /** `null` is a membership of the whole instance. */
  readonly projectId: number | null;
  /** Id of a user or a group. */
  readonly principalId: number;
  roleIds: readonly number[];
}

export interface OpenProjectType {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly isDefault: boolean;
  readonly isMilestone: boolean;
}

export interface OpenProjectStatus {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly isClosed: boolean;
  readonly isDefault: boolean;
}

export interface OpenProjectPriority {
  readonly id: number;
  readonly name: string;
  readonly isDefault: boolean;
}

export interface OpenProjectWorkPackage extends Stamped {
  lockVersion: number;
  subject: string;
  /** Markdown */
  description: string;
  startDate: string | null;
  dueDate: string | null;
  /** ISO 8601 durations */
  estimatedTime: string | null;
  remainingTime: string | null;
  duration: string | null;
  projectId: number;
  typeId: number;
  statusId: number;
  priorityId: number;
  readonly authorId: number;
  assigneeId: number | null;
  responsibleId: number | null;
  versionId: number | null;
  categoryId: number | null;
  sprintId: number | null;
  projectPhaseId: number | null;
  storyPoints: number | null;
  parentId: number | null;
  /** By key, such as `customField1`: scalars, markdown, or ids of what is linked. */
  customValues: Record<string, unknown>;
}

export interface OpenProjectCustomField {
  readonly id: number;
  readonly name: string;
  /** Such as `Integer`, `Formattable`, `CustomOption`, `[]User`, `Version` or `CustomField::Hierarchy::Item`. */
  readonly type: string;
  /** Of a list. */
  readonly options?: readonly { readonly id: number; readonly value: string }[];
}

/** An entry of the journal of a work package, with or without a comment. */
export interface OpenProjectActivity extends Stamped {
  readonly workPackageId: number;
  readonly userId: number;
  /** Number within the work package, beginning with 1. */
  readonly version: number;
  comment: string;
  readonly internal: boolean;
  /** By reaction, the ids of those who reacted. */
  readonly reactions: Map<string, Set<number>>;
}

export interface OpenProjectRelation {
  readonly id: number;
  readonly fromId: number;
  readonly toId: number;
  type: string;
  lag: number | null;
  description: string | null;
}

export interface OpenProjectAttachment {
  readonly id: number;
  /** Path of what it belongs to, such as `/work_packages/12`; `null` while it belongs to nothing. */
  container: string | null;
  readonly fileName: string;
  readonly contentType: string;
  readonly description: string;
  readonly content: Uint8Array;
  status: "uploaded" | "prepared" | "quarantined";
  readonly authorId: number;
  readonly createdAt: string;
}

export interface OpenProjectJob {
  readonly id: string;
  status: "in_queue" | "in_process" | "success" | "failure";
  message: string;
  payload: object;
  /** What is left to do; one step is taken each time somebody asks. */
  readonly steps: (() => void)[];
}

/** A resource without rules of its own, kept as it was written. */
export interface OpenProjectRecord extends Stamped {
  readonly values: Record<string, unknown>;
  /** By name, the paths that are linked. */
  readonly links: Record<string, string | null | readonly string[]>;
}

/** Everything an OpenProject knows. Tests may read and change it. */
export class OpenProjectState {
  readonly users = new Map<number, OpenProjectUser>();
  readonly groups = new Map<number, OpenProjectGroup>();
  readonly roles = new Map<number, OpenProjectRole>();
  readonly projects = new Map<number, OpenProjectProject>();
  readonly memberships = new Map<number, OpenProjectMembership>();
  readonly workPackages = new Map<number, OpenProjectWorkPackage>();
  /** Those that are gone, and were there at other times. */
  readonly deletedWorkPackages = new Map<number, OpenProjectWorkPackage>();
  readonly activities = new Map<number, OpenProjectActivity>();
  readonly relations = new Map<number, OpenProjectRelation>();
  readonly attachments = new Map<number, OpenProjectAttachment>();
  readonly jobs = new Map<string, OpenProjectJob>();
  /** User ids by work package. */
  readonly watchers = new Map<number, Set<number>>();
  readonly customFields = new Map<number, OpenProjectCustomField>();
  /** OAuth applications: secret and user by client id. */
  readonly oauthApplications = new Map<string, { readonly secret: string; readonly userId: number }>();
  /** Access tokens: user, and when they end in milliseconds. */
  readonly accessTokens = new Map<string, { readonly userId: number; readonly endsAt: number }>();
  /** User and project, as `4/21`. */
  readonly favorites = new Set<string>();
  /** What is kept as it was written, by its path, such as `/versions`. */
  readonly records = new Map<string, Map<number, OpenProjectRecord>>();
  /** The limit of attachments, in bytes. */
  maximumAttachmentFileSize = 5 * 1024 * 1024;
  /** Whether a deleted project stays for a while, archived, as it does on a busy server. */
  slowDeletions = false;
  /** Whether comments are changed by plain texts, as up to version 14. */
  plainComments = false;
  /** Whether files may be uploaded to a storage directly. */
  directUploads = false;
  /** Where contents of attachments are, if not here: downloads are sent there. */
  downloadLocation: string | undefined;
  /** The administrator's, for backups. */
  backupToken = "backup-test-admin";
  readonly types = new Map<number, OpenProjectType>();
  readonly statuses = new Map<number, OpenProjectStatus>();
  readonly priorities = new Map<number, OpenProjectPriority>();
  #lastId = 20;

  /** Ids of everything made later: never used twice, users and groups share them. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The records of one kind. */
  recordsOf(path: string): Map<number, OpenProjectRecord> {
    const known = this.records.get(path);
    if (known !== undefined) return known;
    const records = new Map<number, OpenProjectRecord>();
    this.records.set(path, records);
    return records;
  }

  findUserByLogin(login: string): OpenProjectUser | undefined {
    const wanted = login.toLowerCase();
    return [...this.users.values()].find((user) => user.login.toLowerCase() === wanted);
  }

  findProject(idOrIdentifier: string): OpenProjectProject | undefined {
    if (/^\d+$/.test(idOrIdentifier)) return this.projects.get(Number(idOrIdentifier));
    return [...this.projects.values()].find(({ identifier }) => identifier === idOrIdentifier);
  }
}
