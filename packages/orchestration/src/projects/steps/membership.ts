import { linkId, type Membership, type Project, type Role } from "@platformq/openproject";
import { InvalidInputError } from "@platformq/resilience";
import type { Clients } from "../../clients.js";
import { ensure } from "../../ensure.js";
import type { Remembered } from "../../remembered.js";
import type { MemberFinder } from "../find-members.js";
import type { MemberSpec, ProjectPlan } from "../project-spec.js";
import type { Step } from "../run-steps.js";

/** Lists who is a member of a project. */
export async function membershipsOf(clients: Clients, projectId: number): Promise<Membership[]> {
  const memberships: Membership[] = [];
  const filters = [{ project: { operator: "=" as const, values: [projectId] } }];
  for await (const membership of await clients.openproject.memberships.list({ filters })) {
    memberships.push(membership);
  }
  return memberships;
}

/** Finds the membership of one user. */
export function membershipOf(memberships: readonly Membership[], userId: number): Membership | undefined {
  return memberships.find(({ _links }) => linkId(_links.principal) === userId);
}

/** Tells whether a membership has a role, beside others it may have. */
export function hasRole(membership: Membership, roleId: number): boolean {
  return membership._links.roles.some((role) => linkId(role) === roleId);
}

/** Finds a role by its name. @throws InvalidInputError naming the roles there are. */
export function roleNamed(roles: readonly Role[], name: string): Role {
  const role = roles.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (role) return role;
  const names = roles.map((one) => one.name).join(", ");
  throw new InvalidInputError(`OpenProject has no role “${name}”; it has: ${names}`, {
    service: "openproject",
  });
}

/** Makes a member of the OpenProject project, without an e-mail about it. */
export function membershipStep(
  clients: Clients,
  plan: ProjectPlan,
  member: MemberSpec,
  finder: MemberFinder,
  roles: Remembered<readonly Role[]>,
  project: () => Project,
): Step {
  return {
    id: `openproject.membership:${member.login}`,
    platform: "openproject",
    title: `Membership of ${member.login}`,
    needs: ["openproject.project"],
    async run() {
      const { memberships } = clients.openproject;
      const { id: projectId } = project();
      const userId = await finder.openproject(member);
      const role = roleNamed(await roles.get(), plan.role);
      const { value, state } = await ensure(
        async () => membershipOf(await membershipsOf(clients, projectId), userId),
        () =>
          memberships.create({
            project: projectId,
            principal: userId,
            roles: [role.id],
            sendNotifications: false,
          }),
      );
      if (hasRole(value, role.id)) return state;
      const others = value._links.roles.map(({ href }) => ({ href }));
      await memberships.update(value.id, { roles: [...others, role.id], sendNotifications: false });
      return "updated";
    },
  };
}
