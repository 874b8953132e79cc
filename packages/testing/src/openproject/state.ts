import { PEOPLE } from "../people.js";

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
  /** ISO 8601 duration */
  estimatedTime: string | null;
  projectId: number;
  typeId: number;
  statusId: number;
  priorityId: number;
  readonly authorId: number;
  assigneeId: number | null;
  responsibleId: number | null;
  parentId: number | null;
}

/** Everything an OpenProject knows. Tests may read and change it. */
export class OpenProjectState {
  readonly users = new Map<number, OpenProjectUser>();
  readonly groups = new Map<number, OpenProjectGroup>();
  readonly roles = new Map<number, OpenProjectRole>();
  readonly projects = new Map<number, OpenProjectProject>();
  readonly memberships = new Map<number, OpenProjectMembership>();
  readonly workPackages = new Map<number, OpenProjectWorkPackage>();
  readonly types = new Map<number, OpenProjectType>();
  readonly statuses = new Map<number, OpenProjectStatus>();
  readonly priorities = new Map<number, OpenProjectPriority>();
  #lastId = 20;

  /** Ids of everything made later: never used twice, users and groups share them. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
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

const SEEDED_AT = "2024-01-15T09:00:00.000Z";

/** What a project's roles allow, as far as this server asks. */
const READER = ["view_project", "view_work_packages", "view_members"];
const MEMBER = [
  ...READER,
  "add_work_packages",
  "edit_work_packages",
  "add_work_package_notes",
  "assign_versions",
];
const PROJECT_ADMIN = [
  ...MEMBER,
  "edit_project",
  "archive_project",
  "add_subprojects",
  "manage_members",
  "delete_work_packages",
  "manage_subtasks",
];

/** Fill an empty OpenProject with its administrator, three users, roles, types, statuses and priorities. */
export function seedOpenProject(state: OpenProjectState): void {
  PEOPLE.forEach(({ login, firstName, lastName, email }, index) => {
    state.users.set(index + 4, {
      id: index + 4,
      login,
      firstName,
      lastName,
      email,
      admin: login === "admin",
      status: "active",
      language: "en",
      apiKey: openProjectApiKey(login),
      createdAt: SEEDED_AT,
      updatedAt: SEEDED_AT,
    });
  });
  const roles: [number, string, string[]][] = [
    [1, "Non member", []],
    [2, "Anonymous", []],
    [3, "Project admin", PROJECT_ADMIN],
    [4, "Member", MEMBER],
    [5, "Reader", READER],
  ];
  for (const [id, name, permissions] of roles) {
    state.roles.set(id, { id, name, permissions: new Set(permissions) });
  }
  const types: [number, string, string, boolean][] = [
    [1, "Task", "#1A67A3", false],
    [2, "Milestone", "#35C53F", true],
    [3, "Bug", "#C92A2A", false],
  ];
  for (const [id, name, color, isMilestone] of types) {
    state.types.set(id, { id, name, color, isDefault: id === 1, isMilestone });
  }
  const statuses: [number, string, string, boolean][] = [
    [1, "New", "#1098AD", false],
    [2, "In progress", "#CC5DE8", false],
    [3, "Closed", "#868E96", true],
    [4, "Rejected", "#D32937", true],
  ];
  for (const [id, name, color, isClosed] of statuses) {
    state.statuses.set(id, { id, name, color, isClosed, isDefault: id === 1 });
  }
  ["Low", "Normal", "High", "Immediate"].forEach((name, index) => {
    state.priorities.set(index + 1, { id: index + 1, name, isDefault: name === "Normal" });
  });
}

/** The API token of a seeded user. */
export function openProjectApiKey(login: string): string {
  return `opapi-test-${login}`;
}
