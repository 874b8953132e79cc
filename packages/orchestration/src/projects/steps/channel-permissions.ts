import type { Channel } from "@platformq/zulip";
import { type Difference, type Step, there } from "../engine/step.js";
import { MemberNotFoundError } from "../errors.js";
import type { Person } from "../find-members.js";
import type { ProjectSite } from "../project-site.js";

/** Zulip 10: since then it is users and groups, and no longer a policy, who may write. */
const SINCE_FEATURE_LEVEL = 333;

const SETTINGS = ["can_administer_channel_group", "can_send_message_group"] as const;

type Setting = (typeof SETTINGS)[number];

/** Users and groups taken together. */
interface Group {
  readonly direct_members: number[];
  readonly direct_subgroups: number[];
}

type Wanted = Partial<Record<Setting, Group>>;

/**
 * Lets owners administer the channel and, if there are viewers, only the others write in it. Servers before Zulip 10 are
 * left as they are.
 *
 * @param gone People who are to lose what they may.
 */
export function channelPermissionsStep(site: ProjectSite, gone: readonly Person[] = []): Step {
  const { server, channels } = site.clients.zulip;
  return {
    id: "zulip.channel-permissions",
    platform: "zulip",
    title: "Permissions in the channel",
    needs: ["zulip.channel"],
    after: site.spec.members.map(({ login }) => `zulip.subscription:${login}`),
    async inspect(fresh) {
      const { zulip_feature_level = 0 } = await server.settings();
      if (zulip_feature_level < SINCE_FEATURE_LEVEL) return there();
      const channel = await site.channel.get(fresh);
      return there(differences(channel, await wanted(site, channel, gone)));
    },
    async apply() {
      const channel = await site.channel.get();
      if (channel === undefined) return;
      const groups = Object.entries(await wanted(site, channel, gone));
      const changes = Object.fromEntries(groups.map(([setting, group]) => [setting, { new: group }]));
      await channels.update(channel.stream_id, changes);
      await site.channel.get(true);
    },
  };
}

/** Who is to have the permissions: those who have them already, too, unless they are known to have another role. */
async function wanted(
  site: ProjectSite,
  channel: Channel | undefined,
  gone: readonly Person[],
): Promise<Wanted> {
  const members = site.spec.members;
  const ids = async (people: readonly Person[]): Promise<number[]> =>
    (await Promise.all(people.map((person) => idOrNone(site, person)))).flat();
  const [owners, editors, viewers, former] = await Promise.all([
    ids(members.filter(({ role }) => role === "owner")),
    ids(members.filter(({ role }) => role === "editor")),
    ids(members.filter(({ role }) => role === "viewer")),
    ids(gone),
  ]);
  const administrators = groupOf(channel?.can_administer_channel_group);
  const writers = groupOf(channel?.can_send_message_group);
  const isRestricted = typeof channel?.can_send_message_group === "object";
  const everybody = isRestricted
    ? writers
    : { direct_members: [...(await site.subscribers.get(true))], direct_subgroups: [] };
  const account = await site.people.zulipAccount();
  // The account itself would lock itself out.
  const others = [...viewers, ...former].filter((id) => id !== account);
  return {
    ...((owners.length > 0 || administrators.direct_members.length > 0) && {
      can_administer_channel_group: changed(administrators, owners, [
        ...editors.filter((id) => id !== account),
        ...others,
      ]),
    }),
    ...((viewers.length > 0 || isRestricted) && {
      can_send_message_group: changed(everybody, [...owners, ...editors, account], others),
    }),
  };
}

function changed(group: Group, added: readonly number[], removed: readonly number[]): Group {
  const kept = group.direct_members.filter((id) => !removed.includes(id));
  return { ...group, direct_members: [...new Set([...kept, ...added])].sort((a, b) => a - b) };
}

function differences(channel: Channel | undefined, wanted: Wanted): Difference[] {
  return SETTINGS.flatMap((field) => {
    const group = wanted[field];
    if (group === undefined) return [];
    const [expected, actual] = [textOf(group), textOf(groupOf(channel?.[field]))];
    return expected === actual ? [] : [{ field, expected, actual }];
  });
}

function groupOf(setting: Channel[Setting]): Group {
  if (setting === undefined) return { direct_members: [], direct_subgroups: [] };
  return typeof setting === "number" ? { direct_members: [], direct_subgroups: [setting] } : setting;
}

function textOf({ direct_members, direct_subgroups }: Group): string {
  const users = direct_members.toSorted((a, b) => a - b).map((id) => `user ${id}`);
  return [...users, ...direct_subgroups.map((id) => `group ${id}`)].join(", ");
}

/** Whom Zulip does not know is reported where he is to be subscribed. */
async function idOrNone({ people }: ProjectSite, person: Person): Promise<number[]> {
  try {
    return [await people.zulip(person)];
  } catch (error) {
    if (error instanceof MemberNotFoundError) return [];
    throw error;
  }
}
