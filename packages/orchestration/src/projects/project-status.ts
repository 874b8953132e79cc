import { linkId } from "@platformq/openproject";
import { orMissing } from "../missing.js";
import { isSettled, type Step } from "./engine/step.js";
import { planSteps } from "./plan.js";
import type { ProjectSite } from "./project-site.js";
import type { MemberSpec, ProjectSpec } from "./project-spec.js";
import type { Obstacle, PlannedStep, ProjectUrls } from "./report.js";
import { ROLES, type Role } from "./roles.js";

/** How a project is, compared with its spec, or the platforms with each other. */
export interface ProjectStatus {
  /** What was compared with. */
  readonly spec: ProjectSpec;
  readonly urls: ProjectUrls;
  /** How many things were compared. */
  readonly checked: number;
  /** What is missing (`create`) or different (`update`, `adopt`). */
  readonly drift: readonly PlannedStep[];
  /** What cannot be as it should, such as a member a platform does not know. */
  readonly obstacles: readonly Obstacle[];
}

/** The people of a project on one platform, by address in lower case. */
type Members = Map<string, MemberSpec>;

/** Compares what is there with what steps would make of it. */
export async function projectStatus(
  site: ProjectSite,
  steps: readonly Step[],
  concurrency: number,
): Promise<ProjectStatus> {
  const { spec } = site;
  const planned = await planSteps(steps, spec, concurrency);
  const drift = planned.steps.filter((step) => !isSettled(step));
  const checked = steps.length;
  return { spec, urls: await site.urls(), checked, drift, obstacles: planned.obstacles };
}

/**
 * Makes a spec of what is there: whoever is a member on one platform should be one on all. The role is that of the
 * folder, else that of the OpenProject project; who is only in the channel is an editor.
 */
export async function gatherSpec(site: ProjectSite): Promise<ProjectSpec> {
  const [groups, project, channel] = await Promise.all([
    membersOfGroups(site),
    membersOfProject(site),
    membersOfChannel(site),
  ]);
  const members = [...new Map([...channel, ...project, ...groups]).values()];
  const isPublic = (await site.project.get())?.public ?? (await site.channel.get())?.invite_only === false;
  return { ...site.spec, members, visibility: isPublic ? "public" : "private" };
}

async function membersOfGroups(site: ProjectSite): Promise<Members> {
  const members: Members = new Map();
  // Of somebody in two groups the stronger role counts, which comes last.
  for (const role of [...ROLES].reverse()) {
    for (const id of (await site.groups[role].get()) ?? []) {
      const { email } = await site.clients.nextcloud.users.get(id);
      add(members, { login: id, email, role });
    }
  }
  return members;
}

async function membersOfProject(site: ProjectSite): Promise<Members> {
  const members: Members = new Map();
  const roles = await site.knownOpenProjectRoles();
  for (const { _links } of await site.memberships.get()) {
    const userId = linkId(_links.principal);
    // Groups and placeholders are nobody in particular.
    if (userId === undefined || !_links.principal.href?.includes("/users/")) continue;
    const { login, email } = (await orMissing(site.clients.openproject.users.get(userId))) ?? {};
    const role = strongest(_links.roles.flatMap((link) => roles.get(linkId(link) ?? 0) ?? []));
    if (login !== undefined && role !== undefined) add(members, { login, email, role });
  }
  return members;
}

async function membersOfChannel(site: ProjectSite): Promise<Members> {
  const account = await site.people.zulipAccount();
  const ids = (await site.subscribers.get()).filter((id) => id !== account);
  const members: Members = new Map();
  for (const person of await site.people.zulipPeople(ids)) add(members, { ...person, role: "editor" });
  return members;
}

/** People are the same when their addresses are; without one they cannot be told elsewhere. */
function add(
  members: Members,
  { email, ...rest }: Omit<MemberSpec, "email"> & { email?: string | null | undefined },
): void {
  if (email) members.set(email.toLowerCase(), { ...rest, email });
}

function strongest(roles: readonly Role[]): Role | undefined {
  return ROLES.find((role) => roles.includes(role));
}
