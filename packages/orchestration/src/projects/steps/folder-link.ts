import type { Storage } from "@platformq/openproject";
import { linkId } from "@platformq/openproject";
import { absent, type Step, there } from "../engine/step.js";
import type { ProjectSite } from "../project-site.js";

const FOLDER_TYPE = "application/x-op-directory";

/**
 * Links the project's folder to a work package, where OpenProject has this Nextcloud as a storage and the project uses
 * it. Which storages a project uses cannot be set through the API; a template brings it.
 */
export function folderLinkStep(site: ProjectSite, subject: string): Step {
  const { fileLinks } = site.clients.openproject;
  return {
    id: "openproject.folder-link",
    platform: "openproject",
    title: `Link to the folder in ${subject}`,
    needs: ["nextcloud.folder", `openproject.work-package:${subject}`],
    async inspect(fresh) {
      const storage = await usedStorage(site);
      if (storage === undefined) return there();
      const folder = await site.folder.get();
      const workPackage = (await site.workPackages.get(fresh)).get(subject);
      if (folder === undefined || workPackage === undefined) return absent;
      const links = (await fileLinks.list(workPackage)).items;
      return links.some(({ originData }) => originData.id === String(folder.file.fileId)) ? there() : absent;
    },
    async apply() {
      const storage = await usedStorage(site);
      const folder = await site.folder.get();
      // The list was read before the work package was made.
      const workPackage = (await site.workPackages.get(true)).get(subject);
      if (storage === undefined || folder === undefined || workPackage === undefined) return;
      const file = { id: String(folder.file.fileId), name: site.spec.name, mimeType: FOLDER_TYPE };
      await fileLinks.create(workPackage, { storage: storage.id, files: [file] });
    },
  };
}

/** The storage that is this Nextcloud, if the project uses it or may come to use it. */
async function usedStorage({ clients, project }: ProjectSite): Promise<Storage | undefined> {
  const { storages, projectStorages } = clients.openproject;
  const { origin } = new URL(clients.nextcloud.baseUrl);
  const storage = (await storages.list()).items.find(
    ({ _links }) => originOf(_links.origin?.href) === origin,
  );
  const id = (await project.get())?.id;
  if (storage === undefined || id === undefined) return undefined;
  const used = (await projectStorages.list({ filters: [{ project_id: { operator: "=", values: [id] } }] }))
    .items;
  return used.some(({ _links }) => linkId(_links.storage) === storage.id) ? storage : undefined;
}

function originOf(href: string | null | undefined): string | undefined {
  return href && URL.canParse(href) ? new URL(href).origin : undefined;
}
