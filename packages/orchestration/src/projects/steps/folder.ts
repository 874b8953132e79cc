import type { Clients } from "../../clients.js";
import type { Step } from "../run-steps.js";

/** Creates a folder with its parents, or is content with the one that is there. */
export function folderStep(clients: Clients, path: string, needs: readonly string[] = []): Step {
  return {
    id: `nextcloud.folder:${path}`,
    platform: "nextcloud",
    title: `Folder ${path}`,
    needs,
    async run() {
      const { created } = await clients.nextcloud.files.createFolder(path, { recursive: true });
      return created ? "created" : "found";
    },
  };
}
