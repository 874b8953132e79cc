import { BadRequestError } from "@platformq/resilience";
import type { Message } from "@platformq/zulip";
import { absent, type Step, there } from "../engine/step.js";
import type { ProjectSite } from "../project-site.js";

/** The welcome message, and the links that neither it nor a later message of the account's has. */
interface Found {
  readonly welcome: Message;
  readonly missing: readonly string[];
}

/**
 * Welcomes the members, after they were subscribed, so that the message is new to them. What was not there yet when it
 * was sent is added to it, or sent after it once Zulip lets nobody edit it any more.
 */
export function welcomeStep(site: ProjectSite): Step {
  const { messages } = site.clients.zulip;
  const { topic, optional, members } = site.spec;
  const find = async (): Promise<Found | undefined> => {
    const channel = await site.channel.get();
    if (channel === undefined) return undefined;
    const own = messages.iterate({
      narrow: [
        { operator: "channel", operand: channel.stream_id },
        { operator: "topic", operand: topic },
        { operator: "sender", operand: await site.people.zulipAccount() },
      ],
      apply_markdown: false,
    });
    let missing = await links(site);
    // From the newest: whatever follows a welcome belongs to it.
    for await (const message of own) {
      missing = missing.filter((link) => !message.content.includes(urlIn(link)));
      if (message.content.split("\n")[0] === greeting(site)) return { welcome: message, missing };
    }
    return undefined;
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
      const found = await find();
      if (found === undefined) return absent;
      return there(found.missing.map((link) => ({ field: "link", expected: link, actual: null })));
    },
    async apply() {
      const channel = await site.channel.get();
      if (channel === undefined) return;
      const found = await find();
      const content = await welcomeText(site);
      const send = async (content: string): Promise<unknown> =>
        messages.send({ type: "channel", to: channel.stream_id, topic, content });
      if (found === undefined) {
        await send(content);
        return;
      }
      try {
        await messages.update(found.welcome.id, { content });
      } catch (error) {
        // Ten minutes after it was sent, unless the organization sets another limit.
        if (!(error instanceof BadRequestError)) throw error;
        await send(found.missing.join("\n"));
      }
    },
    async compensate() {
      const found = await find();
      if (found !== undefined) await messages.delete(found.welcome.id);
    },
  };
}

/** The first line of the welcome message, by which it is known again. */
function greeting({ spec }: ProjectSite): string {
  return `Welcome to **${spec.name}**!`;
}

/** Words the welcome message. */
async function welcomeText(site: ProjectSite): Promise<string> {
  const { description } = site.spec;
  return [greeting(site), ...(description ? ["", description] : []), "", ...(await links(site))].join("\n");
}

/** The lines that link to what there is. */
async function links(site: ProjectSite): Promise<string[]> {
  const { folder, project } = await site.urls();
  return [
    ...(folder === undefined ? [] : [`* [Folder in Nextcloud](${folder})`]),
    ...(project === undefined ? [] : [`* [Project in OpenProject](${project})`]),
  ];
}

/** The part of a link that counts: `(url)`. */
function urlIn(link: string): string {
  return link.slice(link.indexOf("](") + 1);
}
