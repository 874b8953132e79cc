import type { Message } from "@platformq/zulip";
import type { Clients } from "../../clients.js";
import { ensure } from "../../ensure.js";
import type { ProjectPlan } from "../project-spec.js";
import type { ProjectUrls } from "../report.js";
import type { Step } from "../run-steps.js";

/** Words the welcome message. */
function welcomeText(plan: ProjectPlan, urls: ProjectUrls): string {
  return [
    `Welcome to **${plan.name}**!`,
    ...(plan.description ? ["", plan.description] : []),
    "",
    `* [Folder in Nextcloud](${urls.folder})`,
    `* [Project in OpenProject](${urls.project})`,
  ].join("\n");
}

/** Finds the welcome message in the channel's topic: one that links to both the folder and the project. */
export async function findWelcome(
  clients: Clients,
  channelId: number,
  topic: string,
  urls: ProjectUrls,
): Promise<Pick<Message, "id"> | undefined> {
  const page = await clients.zulip.messages.list({
    narrow: [
      { operator: "stream", operand: channelId },
      { operator: "topic", operand: topic },
    ],
    anchor: "oldest",
    num_after: 100,
    apply_markdown: false,
  });
  return page.items.find(({ content }) =>
    [urls.folder, urls.project].every((url) => url && content.includes(url)),
  );
}

/** Welcomes the members, after they were subscribed, so that the message is new to them. */
export function welcomeStep(
  clients: Clients,
  plan: ProjectPlan,
  place: () => { channelId: number; urls: ProjectUrls },
  needs: readonly string[],
  after: readonly string[],
): Step {
  return {
    id: "zulip.welcome",
    platform: "zulip",
    title: `Welcome message in ${plan.topic}`,
    needs,
    after,
    async run() {
      const { channelId, urls } = place();
      const content = welcomeText(plan, urls);
      const { state } = await ensure(
        () => findWelcome(clients, channelId, plan.topic, urls),
        async () => {
          const { id } = await clients.zulip.messages.send({
            type: "stream",
            to: channelId,
            topic: plan.topic,
            content,
          });
          return { id };
        },
      );
      return state;
    },
  };
}
