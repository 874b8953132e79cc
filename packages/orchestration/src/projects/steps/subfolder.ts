import { unlessGone } from "../../missing.js";
import { absent, owned, type Step } from "../engine/step.js";
import { requireMark } from "../found.js";
import { FOLDER_MARK } from "../mark.js";
import type { ProjectSite } from "../project-site.js";

/** Makes the folders of the template, each after the one it is in. */
export function subfolderSteps(site: ProjectSite): Step[] {
  const paths = new Set(
    site.spec.folders.flatMap((folder) => {
      const names = folder.split("/");
      return names.map((_, index) => names.slice(0, index + 1).join("/"));
    }),
  );
  return [...paths].map((path) => subfolderStep(site, path));
}

function subfolderStep(site: ProjectSite, path: string): Step {
  const { files } = site.clients.nextcloud;
  const full = `${site.path}/${path}`;
  const end = path.lastIndexOf("/");
  return {
    id: idOf(path),
    platform: "nextcloud",
    title: `Folder ${full}`,
    needs: [end < 0 ? "nextcloud.folder" : idOf(path.slice(0, end))],
    async inspect() {
      const folder = await site.readFolder(full);
      return folder === undefined ? absent : owned(folder.mark === site.spec.identifier);
    },
    async apply() {
      await files.createFolder(full);
      await files.updateProperties(full, { [FOLDER_MARK]: site.spec.identifier });
    },
    async compensate() {
      const folder = await site.readFolder(full);
      if (folder === undefined) return;
      requireMark("nextcloud", folder.mark, site.spec);
      await unlessGone(files.delete(full));
    },
  };
}

function idOf(path: string): string {
  return `nextcloud.folder:${path}`;
}
