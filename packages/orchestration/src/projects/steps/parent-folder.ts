import { orMissing } from "../../missing.js";
import { absent, type Step, there } from "../engine/step.js";
import type { ProjectSite } from "../project-site.js";

/** Makes the folder that holds those of all projects. It stays when a project goes. */
export function parentFolderStep({ clients, spec }: ProjectSite): Step {
  const { files } = clients.nextcloud;
  const path = spec.parentFolder;
  return {
    id: "nextcloud.parent-folder",
    platform: "nextcloud",
    title: `Folder ${path}`,
    async inspect() {
      return (await orMissing(files.stat(path))) === undefined ? absent : there();
    },
    async apply() {
      await files.createFolder(path, { recursive: true });
    },
  };
}
