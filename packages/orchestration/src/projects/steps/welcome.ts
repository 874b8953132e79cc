import { absent, type Step, there } from "../engine/step.js";
import type { ProjectSite } from "../project-site.js";
import type { ProjectUrls } from "../report.js";

/** Welcomes the members, after they were subscribed, so that the message is new to them. */
export function welcomeStep(site: ProjectSite): Step {
  const { messages } = site.clients.zulip;
  const { topic, optional, members } = site.spec;
  const find = async (): Promise<number | undefined> => {
    const channel = await site.channel.get();
    if (channel === undefined) return undefined;
    const urls = await site.urls();
    const page = await messages.list({
      narrow: [
        { operator: "channel", operand: channel.stream_id },
        { operator: "topic", operand: topic },
      ],
      anchor: "oldest",
      num_after: 100,
      apply_markdown: false,
    });
    const links = [urls.folder, urls.project].filter((url) => url !== undefined);
    return page.items.find(({ content }) => links.every((url) => content.includes(`(${url})`)))?.id;
  };
  return {
    id: "zulip.welcome",
    platform: "zulip",
    title: `Welcome message in ${topic}`,
    needs: [
      "zulip.channel",
      ...(optional.includes("nextcloud") ? [] : ["nextcloud.folder"]),
      ...(optional.includes("openproject") ? [] : ["openproject.project"]),
    ],
    after: [
      "nextcloud.folder",
      "openproject.project",
      "zulip.channel-permissions",
      ...members.map(({ login }) => `zulip.subscription:${login}`),
    ],
    async inspect() {
      return (await find()) === undefined ? absent : there();
    },
    async apply() {
      const channel = await site.channel.get();
      if (channel === undefined) return;
      const content = welcomeText(site, await site.urls());
      await messages.send({ type: "channel", to: channel.stream_id, topic, content });
    },
    async compensate() {
      const id = await find();
      if (id !== undefined) await messages.delete(id);
    },
  };
}

/** Words the welcome message. */
function welcomeText({ spec }: ProjectSite, { folder, project }: ProjectUrls): string {
  return [
    `Welcome to **${spec.name}**!`,
    ...(spec.description ? ["", spec.description] : []),
    "",
    ...(folder === undefined ? [] : [`* [Folder in Nextcloud](${folder})`]),
    ...(project === undefined ? [] : [`* [Project in OpenProject](${project})`]),
  ].join("\n");
}
