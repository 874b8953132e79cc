import type { Clients } from "../../clients.js";
import { ensure } from "../../ensure.js";
import type { MemberFinder } from "../find-members.js";
import type { MemberSpec, ProjectPlan } from "../project-spec.js";
import type { Step } from "../run-steps.js";

/** Subscribes a member to the channel, by user id: the address the API knows somebody by is not always his own. */
export function subscriptionStep(
  clients: Clients,
  plan: ProjectPlan,
  member: MemberSpec,
  finder: MemberFinder,
  channelId: () => number,
): Step {
  return {
    id: `zulip.subscription:${member.login}`,
    platform: "zulip",
    title: `Subscription of ${member.login}`,
    needs: ["zulip.channel"],
    async run() {
      const { channels } = clients.zulip;
      const userId = await finder.zulip(member);
      const { state } = await ensure(
        async () => ((await channels.subscribers(channelId())).includes(userId) ? userId : undefined),
        async () => {
          await channels.subscribe({ subscriptions: [{ name: plan.name }], principals: [userId] });
          return userId;
        },
      );
      return state;
    },
  };
}
