import { unlessGone } from "../../missing.js";
import { absent, owned, type Step } from "../engine/step.js";
import { groupId } from "../mark.js";
import type { ProjectSite } from "../project-site.js";
import type { Role } from "../roles.js";

/**
 * Makes the Nextcloud group of those with a role. The folder is shared with groups, because a server allows 20 new
 * shares in 10 minutes; as many as there are roles are enough for any number of members.
 */
export function groupStep(site: ProjectSite, role: Role): Step {
  const { groups } = site.clients.nextcloud;
  const { name, identifier } = site.spec;
  const id = groupId(identifier, role);
  return {
    id: `nextcloud.group:${role}`,
    platform: "nextcloud",
    title: `Group of ${role}s`,
    async inspect(fresh) {
      return (await site.groups[role].get(fresh)) === undefined ? absent : owned(true);
    },
    async apply() {
      await groups.create({ id, displayName: `${name} (${role}s)` });
      site.groups[role].set([]);
    },
    compensate: () => unlessGone(groups.delete(id)),
  };
}
