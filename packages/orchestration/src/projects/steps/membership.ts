import { linkId, type Membership } from "@platformq/openproject";
import { unlessGone } from "../../missing.js";
import { absent, type Step, there } from "../engine/step.js";
import type { ProjectSite } from "../project-site.js";
import type { MemberSpec } from "../project-spec.js";

/** Makes a member of the OpenProject project, without an e-mail about it. Roles of other kinds stay. */
export function membershipStep(site: ProjectSite, member: MemberSpec): Step {
  const { memberships } = site.clients.openproject;
  const find = async (fresh?: boolean) => site.membershipOf(await site.people.openproject(member), fresh);
  return {
    id: `openproject.membership:${member.login}`,
    platform: "openproject",
    title: `Membership of ${member.login}`,
    needs: ["openproject.project"],
    async inspect(fresh) {
      const wanted = await site.openprojectRole(member.role);
      const membership = await find(fresh);
      if (membership === undefined) return absent;
      const ids = roleIds(membership);
      const ours = await site.knownOpenProjectRoles();
      const isRight = ids.includes(wanted) && ids.every((id) => id === wanted || !ours.has(id));
      const actual = membership._links.roles.map(({ title }) => title ?? "").join(", ");
      return there(isRight ? [] : [{ field: "role", expected: member.role, actual }]);
    },
    async apply() {
      const wanted = await site.openprojectRole(member.role);
      const membership = await find();
      if (membership !== undefined) {
        const ours = await site.knownOpenProjectRoles();
        const others = roleIds(membership).filter((id) => !ours.has(id));
        await memberships.update(membership.id, { roles: [...others, wanted], notify: false });
        return;
      }
      const project = await site.project.get();
      const principal = await site.people.openproject(member);
      await memberships.create({
        project: project?.id,
        principal,
        roles: [wanted],
        notify: false,
      });
    },
    async compensate() {
      const membership = await find(true);
      if (membership !== undefined) await unlessGone(memberships.delete(membership.id));
    },
  };
}

function roleIds({ _links }: Membership): number[] {
  return _links.roles.flatMap((role) => linkId(role) ?? []);
}
