import { unlessGone } from "../../missing.js";
import { absent, type Step } from "../engine/step.js";
import { NameTakenError } from "../errors.js";
import { found, requireMark } from "../found.js";
import { FOLDER_MARK } from "../mark.js";
import type { ProjectSite } from "../project-site.js";

/** Makes the project's folder and puts the project's mark on it. One that is there keeps belonging to whom it does. */
export function projectFolderStep(site: ProjectSite): Step {
  const { files } = site.clients.nextcloud;
  const { path } = site;
  return {
    id: "nextcloud.folder",
    platform: "nextcloud",
    title: `Folder ${path}`,
    needs: ["nextcloud.parent-folder"],
    async inspect(fresh) {
      const folder = await site.folder.get(fresh);
      if (folder === undefined) return absent;
      if (folder.file.type === "folder") return found("nextcloud", path, folder.mark, site.spec);
      throw new NameTakenError("nextcloud", `${path} is a file`);
    },
    async apply() {
      // Not recursive: that would be content with a folder that somebody else made meanwhile.
      await files.createFolder(path);
      await files.updateProperties(path, { [FOLDER_MARK]: site.spec.identifier });
      await site.folder.get(true);
    },
    async compensate() {
      const folder = await site.folder.get(true);
      if (folder === undefined) return;
      requireMark("nextcloud", folder.mark, site.spec);
      // It goes to the trash, with what has been put into it since.
      await unlessGone(files.delete(path));
    },
  };
}
