import type { NextcloudFile } from "../file-tree.js";
import { Home } from "../home.js";
import type { NextcloudState, NextcloudUser } from "../state.js";
import type { OcsApi } from "./api.js";
import { OcsError } from "./envelope.js";

const CREATOR = {
  app: "text",
  label: "New text file",
  extension: ".md",
  iconClass: "icon-filetype-text",
  iconSvgInline: null,
  mimetypes: ["text/markdown"],
  ratio: null,
  actionLabel: "Create new text file",
};
/** Where users keep theirs. */
const FOLDER = "Templates";

/** Files to begin with: those in a user's template folder. */
export function addTemplateEndpoints(ocs: OcsApi, state: NextcloudState): void {
  const base = "/apps/files/api/v1/templates";
  const templatesOf = ({ id }: NextcloudUser): NextcloudFile[] => {
    const folder = state.files.homeOf(id).children.get(FOLDER);
    return folder?.kind === "folder"
      ? [...folder.children.values()].filter((node) => node.kind === "file")
      : [];
  };

  ocs.on("GET", base, ({ user }) => {
    const templates = templatesOf(user).map((file) => ({
      templateType: "user",
      templateId: `${FOLDER}/${file.name}`,
      ...fileData(file),
      previewUrl: null,
    }));
    return [{ ...CREATOR, templates }];
  });

  ocs.on("GET", `${base}/fields/{fileId}`, ({ user, path }) => {
    const isThere = templatesOf(user).some(({ id }) => id === Number(path.fileId));
    if (!isThere) throw new OcsError(404);
    return { 0: { index: "0", type: "rich-text", alias: "Name", tag: null, id: 0, content: "" } };
  });

  ocs.on("POST", `${base}/create`, ({ user, parameters }) => {
    const names = parameters.requiredText("filePath").split("/").filter(Boolean);
    const name = names.pop() ?? "";
    const parent = new Home(state, user.id).locate(names)?.node;
    if (parent?.kind !== "folder" || parent.children.has(name)) throw new OcsError(403);
    const wanted = parameters.text("templatePath") ?? "";
    const template = templatesOf(user).find((file) => wanted === `${FOLDER}/${file.name}`);
    if (wanted !== "" && template === undefined) throw new OcsError(403);
    return fileData(state.files.write(parent, name, template?.content ?? new Uint8Array()));
  });

  ocs.on("POST", `${base}/path`, ({ user, parameters }) => {
    const home = state.files.homeOf(user.id);
    const name = parameters.text("templatePath") || FOLDER;
    if (!home.children.has(name)) state.files.createFolder(home, name);
    return { template_path: `${name}/`, templates: [CREATOR] };
  });
}

function fileData({ id, name, etag, mtime, content, contentType }: NextcloudFile) {
  return {
    basename: name,
    etag,
    fileid: id,
    filename: `/${name}`,
    lastmod: mtime,
    mime: contentType,
    size: content.length,
    type: "file",
    hasPreview: false,
  };
}
