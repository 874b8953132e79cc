import { absent, compare, type Step } from "../engine/step.js";
import { found } from "../found.js";
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
        await channels.create({
          name,
          description: marked(description ?? "", identifier),
          subscribers: [await site.people.zulipAccount()],
          invite_only: isPrivate,
          // Members come later than the first messages.
          history_public_to_subscribers: true,
          folder_id,
        });
      } else {
        const text = description ?? unmarked(channel.description);
        await channels.update(channel.stream_id, {
          description: isOurs ? marked(text, identifier) : text,
          is_private: isPrivate,
          folder_id,
          ...(channel.is_archived && { is_archived: false }),
        });
      }
      await site.channel.get(true);
    },
    async compensate() {
      const channel = await site.channel.get(true);
      if (channel !== undefined && !channel.is_archived) await channels.archive(channel.stream_id);
    },
    remains: CHANNEL_REMAINS,
  };
}
