import { absent, type Step, there } from "../engine/step.js";
import { groupId } from "../mark.js";
import type { ProjectSite } from "../project-site.js";
import type { MemberSpec } from "../project-spec.js";
import { ROLES, type Role } from "../roles.js";

/** Puts a member into the Nextcloud group of the role, and takes the member out of those of other roles. */
export function groupMemberStep(site: ProjectSite, member: MemberSpec): Step {
  const { users } = site.clients.nextcloud;
  const { role } = member;
  const own = groupId(site.spec.identifier, role);
  return {
    id: `nextcloud.member:${member.login}`,
    platform: "nextcloud",
    title: `Group membership of ${member.login}`,
    needs: [`nextcloud.group:${role}`],
    async inspect(fresh) {
      const roles = await groupRolesOf(site, await site.people.nextcloud(member), fresh);
      if (roles.length === 0) return absent;
      const actual = roles.join(", ");
      return there(actual === role ? [] : [{ field: "role", expected: role, actual }]);
    },
    async apply() {
      const userId = await site.people.nextcloud(member);
      // First in, then out: in between there is more access than there should be, and never none.
      await users.addToGroup(userId, own);
      for (const other of await groupRolesOf(site, userId)) {
        if (other !== role) await users.removeFromGroup(userId, groupId(site.spec.identifier, other));
      }
    },
    async compensate() {
      await users.removeFromGroup(await site.people.nextcloud(member), own);
    },
  };
}

/** The roles in whose groups somebody is. */
export async function groupRolesOf(site: ProjectSite, userId: string, fresh?: boolean): Promise<Role[]> {
  const members = await Promise.all(ROLES.map((role) => site.groups[role].get(fresh)));
  return ROLES.filter((_, index) => members[index]?.includes(userId));
}
