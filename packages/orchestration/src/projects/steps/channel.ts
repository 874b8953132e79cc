import { BadRequestError, ForbiddenError } from "@platformq/resilience";
import type { Channel } from "@platformq/zulip";
import { absent, compare, type Step } from "../engine/step.js";
import { NameTakenError } from "../errors.js";
import { found, requireMark } from "../found.js";
import { marked, markOf, unmarked } from "../mark.js";
import type { ProjectSite } from "../project-site.js";
import { channelFolderId } from "./channel-folder.js";

/** What becomes of a channel that is not wanted any more. */
export const CHANNEL_REMAINS = "Zulip deletes no channels: it is archived";

/** Makes the Zulip channel, or brings it into line; an archived one comes back. */
export function channelStep(site: ProjectSite): Step {
  const { channels } = site.clients.zulip;
  const { name, identifier, channelFolder } = site.spec;
  const isPrivate = site.spec.visibility === "private";
  // Zulip keeps descriptions in one line.
  const description = site.spec.description?.replaceAll(/\s+/g, " ");
  const folderId = async () =>
    channelFolder === undefined ? undefined : channelFolderId(site, channelFolder);
  return {
    id: "zulip.channel",
    platform: "zulip",
    title: `Channel ${name}`,
    needs: channelFolder === undefined ? [] : ["zulip.channel-folder"],
    async inspect(fresh) {
      const channel = await site.channel.get(fresh);
      if (channel === undefined) return absent;
      await requireAccess(site, channel);
      const differences = compare({
        description: [description, unmarked(channel.description)],
        private: [isPrivate, channel.invite_only],
        folder: [await folderId(), channel.folder_id],
        archived: [false, channel.is_archived ?? false],
      });
      return found("zulip", `The channel ${name}`, markOf(channel.description), site.spec, differences);
    },
    async apply({ isOurs }) {
      const channel = await site.channel.get();
      const folder_id = await folderId();
      if (channel === undefined) {
        const params = {
          name,
          description: marked(description ?? "", identifier),
          subscribers: [await site.people.zulipAccount()],
          invite_only: isPrivate,
          // Members come later than the first messages.
          history_public_to_subscribers: true,
          folder_id,
        };
        await explained(site, channels.create(params));
      } else {
        const text = description ?? unmarked(channel.description);
        await channels.update(channel.stream_id, {
          description: isOurs ? marked(text, identifier) : text,
          // Whoever sets it without the history hides that from those who come later.
          ...(channel.invite_only !== isPrivate && {
            is_private: isPrivate,
            history_public_to_subscribers: true,
          }),
          folder_id,
          ...(channel.is_archived && { is_archived: false }),
        });
      }
      await site.channel.get(true);
    },
    async compensate() {
      const channel = await site.channel.get(true);
      if (channel === undefined || channel.is_archived) return;
      requireMark("zulip", markOf(channel.description), site.spec);
      await channels.archive(channel.stream_id);
    },
    remains: CHANNEL_REMAINS,
  };
}

/** Refuses a private channel in which the account can do nothing. @throws NameTakenError */
async function requireAccess(site: ProjectSite, channel: Channel): Promise<void> {
  // Of an archived one nobody can tell; what Zulip refuses then says why.
  if (!channel.invite_only || channel.is_archived) return;
  if ((await site.subscribers.get()).includes(await site.people.zulipAccount())) return;
  const message = `The channel ${channel.name} is private and this account is not in it: have it subscribed`;
  throw new NameTakenError("zulip", message);
}

/** Says what a refusal to create a channel most likely means: by then it was looked for in vain. */
async function explained(site: ProjectSite, creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    const isRefused = error instanceof BadRequestError || error instanceof ForbiddenError;
    if (!isRefused || (await site.channel.get(true)) !== undefined) throw error;
    const { name } = site.spec;
    const message = `Zulip refuses the channel ${name}, and this account sees none of that name: it may be a private one`;
    throw new NameTakenError("zulip", `${message} (${error.message})`);
  }
}
