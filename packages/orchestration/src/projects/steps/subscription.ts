import { absent, type Step, there } from "../engine/step.js";
import type { ProjectSite } from "../project-site.js";
import type { MemberSpec } from "../project-spec.js";

/** Subscribes a member to the channel, by user id: the address the API knows somebody by is not always the real one. */
export function subscriptionStep(site: ProjectSite, member: MemberSpec): Step {
  const { channels } = site.clients.zulip;
  const subscriptions = async () => [{ name: (await site.channel.get())?.name ?? site.spec.name }];
  const principals = async () => [await site.people.zulip(member)];
  return {
    id: `zulip.subscription:${member.login}`,
    platform: "zulip",
    title: `Subscription of ${member.login}`,
    needs: ["zulip.channel"],
    async inspect(fresh) {
      const userId = await site.people.zulip(member);
      return (await site.subscribers.get(fresh)).includes(userId) ? there() : absent;
    },
    async apply() {
      await channels.subscribe({ subscriptions: await subscriptions(), principals: await principals() });
    },
    async compensate() {
      const names = (await subscriptions()).map(({ name }) => name);
      await channels.unsubscribe({ subscriptions: names, principals: await principals() });
    },
  };
}
