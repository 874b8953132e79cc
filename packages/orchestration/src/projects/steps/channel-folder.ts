import { absent, type Step, there } from "../engine/step.js";
import type { ProjectSite } from "../project-site.js";

/** Finds a channel folder of Zulip by its name. */
export async function channelFolderId({ clients }: ProjectSite, name: string): Promise<number | undefined> {
  return (await clients.zulip.channelFolders.list()).items.find((folder) => folder.name === name)?.id;
}

/** Makes the folder the channel is sorted into. It may be that of many projects, and stays. */
export function channelFolderStep(site: ProjectSite, name: string): Step {
  return {
    id: "zulip.channel-folder",
    platform: "zulip",
    title: `Channel folder ${name}`,
    async inspect() {
      return (await channelFolderId(site, name)) === undefined ? absent : there();
    },
    async apply() {
      await site.clients.zulip.channelFolders.create({ name });
    },
  };
}
