import type { PlatformName } from "../clients.js";
import { unlessGone } from "../missing.js";
import { gone, type Inspection, leftOver, type Step, unwanted } from "./engine/step.js";
import { MemberNotFoundError } from "./errors.js";
import type { Person } from "./find-members.js";
import { groupId } from "./mark.js";
import type { ProjectSite } from "./project-site.js";
import { channelPermissionsStep } from "./steps/channel-permissions.js";
import { groupRolesOf } from "./steps/group-member.js";

const ARCHIVED = "the channel is archived: Zulip neither tells nor changes who is in it";

/** What takes people out of a project everywhere. Whom a platform does not know is out of it there. */
export function removeMemberSteps(site: ProjectSite, people: readonly Person[]): Step[] {
  return [
    ...people.map((person) => leaveGroupsStep(site, person)),
    ...people.map((person) => leaveProjectStep(site, person)),
    ...people.map((person) => leaveChannelStep(site, person)),
    permissionsStep(site, people),
  ];
}

function leaveGroupsStep(site: ProjectSite, person: Person): Step {
  const { users } = site.clients.nextcloud;
  return leaveStep("nextcloud", person, {
    isIn: async (fresh) => (await groupRolesOf(site, await site.people.nextcloud(person), fresh)).length > 0,
    async leave() {
      const userId = await site.people.nextcloud(person);
      for (const role of await groupRolesOf(site, userId)) {
        await users.removeFromGroup(userId, groupId(site.spec.identifier, role));
      }
    },
  });
}

function leaveProjectStep(site: ProjectSite, person: Person): Step {
  const find = async (fresh?: boolean) => site.membershipOf(await site.people.openproject(person), fresh);
  return leaveStep("openproject", person, {
    isIn: async (fresh) => (await find(fresh)) !== undefined,
    async leave() {
      const membership = await find();
      if (membership) await unlessGone(site.clients.openproject.memberships.delete(membership.id));
    },
  });
}

function leaveChannelStep(site: ProjectSite, person: Person): Step {
  const step = leaveStep("zulip", person, {
    isIn: async (fresh) => (await site.subscribers.get(fresh)).includes(await site.people.zulip(person)),
    async leave() {
      const name = (await site.channel.get())?.name ?? site.spec.name;
      const principals = [await site.people.zulip(person)];
      await site.clients.zulip.channels.unsubscribe({ subscriptions: [name], principals });
    },
  });
  const inspect = async (fresh?: boolean): Promise<Inspection> => {
    const channel = await site.channel.get(fresh);
    return channel?.is_archived ? leftOver(ARCHIVED) : step.inspect(fresh);
  };
  return { ...step, inspect };
}

function permissionsStep(site: ProjectSite, people: readonly Person[]): Step {
  const step = channelPermissionsStep(site, people);
  const inspect = async (fresh?: boolean): Promise<Inspection> =>
    (await site.channel.get(fresh)) === undefined ? gone : step.inspect(fresh);
  return { ...step, inspect, needs: [] };
}

function leaveStep(
  platform: PlatformName,
  { login }: Person,
  { isIn, leave }: { isIn(fresh?: boolean): Promise<boolean>; leave(): Promise<void> },
): Step {
  return {
    id: `${platform}.leave:${login}`,
    platform,
    title: `Removal of ${login}`,
    async inspect(fresh) {
      try {
        return (await isIn(fresh)) ? unwanted : gone;
      } catch (error) {
        if (error instanceof MemberNotFoundError) return gone;
        throw error;
      }
    },
    apply: leave,
  };
}
