import { Permission } from "@platformq/nextcloud";
import { NotFoundError } from "@platformq/resilience";
import type { Clients, PlatformName } from "../clients.js";
import { MemberNotFoundError } from "./errors.js";
import { MemberFinder } from "./find-members.js";
import { type ProjectPlan, type ProjectSpec, planProject } from "./project-spec.js";
import { folderUrl, projectUrl } from "./project-urls.js";
import type { Difference } from "./report.js";
import { findChannel } from "./steps/channel.js";
import { hasRole, membershipOf, membershipsOf, roleNamed } from "./steps/membership.js";
import { findProject } from "./steps/project.js";
import { shareWith } from "./steps/share.js";
import { findWelcome } from "./steps/welcome.js";

/** What was read back and what was not as wanted. */
export interface Verification {
  /** How many things were compared. */
  readonly checked: number;
  readonly differences: readonly Difference[];
}

/**
 * Reads a project back from the three servers and compares it with its spec.
 *
 * @throws PlatformError when a server cannot be read at all.
 */
export async function verifyProject(clients: Clients, spec: ProjectSpec): Promise<Verification> {
  const plan = planProject(spec);
  const finder = new MemberFinder(clients);
  const comparison = new Comparison();
  await Promise.all([
    verifyNextcloud(clients, plan, finder, comparison),
    verifyOpenProject(clients, plan, finder, comparison),
    verifyZulip(clients, plan, finder, comparison),
  ]);
  return comparison;
}

class Comparison implements Verification {
  checked = 0;
  readonly differences: Difference[] = [];

  /** Compares one thing; anything but the expected text is a difference. */
  expect(platform: PlatformName, what: string, expected: string, actual: string | undefined): void {
    this.checked++;
    if (actual !== expected) {
      this.differences.push({ platform, what, expected, actual: actual ?? "missing" });
    }
  }
}

async function verifyNextcloud(
  clients: Clients,
  plan: ProjectPlan,
  finder: MemberFinder,
  comparison: Comparison,
): Promise<void> {
  const expect = (what: string, expected: string, actual: string | undefined): void =>
    comparison.expect("nextcloud", what, expected, actual);
  const paths = [plan.folder, ...plan.folders.map((name) => `${plan.folder}/${name}`)];
  const kinds = await Promise.all(paths.map((path) => kindOf(clients, path)));
  paths.forEach((path, index) => {
    expect(path, "folder", kinds[index]);
  });
  if (kinds[0] === undefined) return;
  const all = (await clients.nextcloud.shares.list({ path: plan.folder })).items;
  const owner = await finder.nextcloudOwner();
  for (const member of plan.members) {
    const userId = await orMissing(finder.nextcloud(member));
    const permissions = userId === owner ? Permission.all : shareWith(all, userId ?? "")?.permissions;
    expect(`share with ${member.login}`, String(Permission.all), permissions?.toString());
  }
}

async function kindOf(clients: Clients, path: string): Promise<string | undefined> {
  try {
    return (await clients.nextcloud.files.stat(path)).type;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function verifyOpenProject(
  clients: Clients,
  plan: ProjectPlan,
  finder: MemberFinder,
  comparison: Comparison,
): Promise<void> {
  const project = await findProject(clients, plan.identifier);
  comparison.expect("openproject", `project ${plan.identifier}`, plan.name, project?.name);
  if (project === undefined) return;
  const memberships = await membershipsOf(clients, project.id);
  const role = roleNamed((await clients.openproject.roles.list()).items, plan.role);
  for (const member of plan.members) {
    const userId = await orMissing(finder.openproject(member));
    const membership = userId === undefined ? undefined : membershipOf(memberships, userId);
    const roles = membership?._links.roles.map(({ title }) => title).join(", ");
    const actual = membership && hasRole(membership, role.id) ? role.name : roles;
    comparison.expect("openproject", `role of ${member.login}`, role.name, actual);
  }
}

async function verifyZulip(
  clients: Clients,
  plan: ProjectPlan,
  finder: MemberFinder,
  comparison: Comparison,
): Promise<void> {
  const expect = (what: string, expected: string, actual: string | undefined): void =>
    comparison.expect("zulip", what, expected, actual);
  const channelId = await findChannel(clients, plan.name);
  expect(`channel ${plan.name}`, "there", channelId === undefined ? undefined : "there");
  if (channelId === undefined) return;
  const subscribers = new Set(await clients.zulip.channels.subscribers(channelId));
  for (const member of plan.members) {
    const userId = await orMissing(finder.zulip(member));
    const subscribed = userId !== undefined && subscribers.has(userId);
    expect(`subscription of ${member.login}`, "subscribed", subscribed ? "subscribed" : undefined);
  }
  const urls = await urlsOf(clients, plan);
  const welcome = await findWelcome(clients, channelId, plan.topic, urls);
  expect(`welcome message in ${plan.topic}`, "there", welcome ? "there" : undefined);
}

async function urlsOf(clients: Clients, plan: ProjectPlan) {
  const fileId = await clients.nextcloud.files.stat(plan.folder).then(
    (file) => file.fileId,
    () => undefined,
  );
  return {
    folder: fileId === undefined ? undefined : folderUrl(clients, fileId),
    project: projectUrl(clients, plan.identifier),
  };
}

/** A member nobody knows is a difference, not a reason to stop. */
async function orMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof MemberNotFoundError) return undefined;
    throw error;
  }
}
