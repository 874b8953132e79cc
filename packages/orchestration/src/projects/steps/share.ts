import { Permission, type Share, ShareType } from "@platformq/nextcloud";
import type { Clients } from "../../clients.js";
import { ensure } from "../../ensure.js";
import type { Remembered } from "../../remembered.js";
import type { MemberFinder } from "../find-members.js";
import type { MemberSpec, ProjectPlan } from "../project-spec.js";
import type { Step } from "../run-steps.js";

/** Finds the share of a folder with one user. */
export function shareWith(shares: readonly Share[], userId: string): Share | undefined {
  return shares.find((share) => share.shareType === ShareType.user && share.shareWith === userId);
}

/** Shares the project's folder with a member, with all permissions. */
export function shareStep(
  clients: Clients,
  plan: ProjectPlan,
  member: MemberSpec,
  finder: MemberFinder,
  shares: Remembered<readonly Share[]>,
  folderStep: string,
): Step {
  return {
    id: `nextcloud.share:${member.login}`,
    platform: "nextcloud",
    title: `Share with ${member.login}`,
    needs: [folderStep],
    async run() {
      const { nextcloud } = clients;
      const userId = await finder.nextcloud(member);
      // A folder cannot be shared with its owner, who can do everything already.
      if (userId === (await finder.nextcloudOwner())) return "found";
      let reads = 0;
      const { value, state } = await ensure(
        async () => shareWith(await (reads++ === 0 ? shares.get() : shares.refresh()), userId),
        () =>
          nextcloud.shares.create({
            path: plan.folder,
            shareType: "user",
            shareWith: userId,
            permissions: Permission.all,
          }),
      );
      if (value.permissions === Permission.all) return state;
      // A second share with the same user is answered with the first one and its old permissions.
      await nextcloud.shares.update(value.id, { permissions: Permission.all });
      return "updated";
    },
  };
}
