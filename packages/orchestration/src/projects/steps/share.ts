import { unlessGone } from "../../missing.js";
import { absent, compare, type Step, there } from "../engine/step.js";
import { groupId } from "../mark.js";
import type { ProjectSite } from "../project-site.js";
import { FOLDER_PERMISSIONS, type Role } from "../roles.js";

/** Shares the project's folder with the group of a role. */
export function shareStep(site: ProjectSite, role: Role): Step {
  const { shares } = site.clients.nextcloud;
  const permissions = FOLDER_PERMISSIONS[role];
  return {
    id: `nextcloud.share:${role}`,
    platform: "nextcloud",
    title: `Share with ${role}s`,
    needs: ["nextcloud.folder", `nextcloud.group:${role}`],
    async inspect(fresh) {
      const share = await site.shareWith(role, fresh);
      return share === undefined
        ? absent
        : there(compare({ permissions: [permissions, share.permissionBits] }));
    },
    async apply() {
      const share = await site.shareWith(role);
      if (share === undefined) {
        const shareWith = groupId(site.spec.identifier, role);
        await shares.create({ path: site.path, shareType: "group", shareWith, permissions });
      } else {
        await shares.update(share.id, { permissions });
      }
    },
    async compensate() {
      const share = await site.shareWith(role, true);
      if (share !== undefined) await unlessGone(shares.delete(share.id));
    },
  };
}
