import { PEOPLE } from "../people.js";
import type { OpenProjectState } from "./state.js";

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
  seedCustomFields(state);
}

/** One of each place a value can have: beside the other properties, as a text with markup, as a link, as links. */
function seedCustomFields(state: OpenProjectState): void {
  const departments = [
    { id: 1, value: "Sales" },
    { id: 2, value: "Support" },
  ];
  const fields = [
    { id: 1, name: "Cost centre", type: "Integer" },
    { id: 2, name: "Department", type: "CustomOption", options: departments },
    { id: 3, name: "Reviewers", type: "[]User" },
    { id: 4, name: "Background", type: "Formattable" },
    { id: 5, name: "Teams", type: "[]CustomOption", options: departments },
  ];
  for (const field of fields) state.customFields.set(field.id, field);
}

/** The API token of a seeded user. */
export function openProjectApiKey(login: string): string {
  return `opapi-test-${login}`;
}
