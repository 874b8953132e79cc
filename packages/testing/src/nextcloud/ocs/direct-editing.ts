import { randomBytes } from "node:crypto";
import { Home } from "../home.js";
import type { NextcloudState } from "../state.js";
import type { OcsApi } from "./api.js";
import { OcsError } from "./envelope.js";

const MIME_TYPES = ["text/markdown", "text/plain"];
const EDITOR = {
  id: "text",
  name: "Nextcloud Text",
  mimetypes: MIME_TYPES,
  optionalMimetypes: [],
  secure: false,
};
const CREATOR = {
  id: "textdocument",
  editor: "text",
  name: "Create a new text document",
  extension: "md",
  templates: false,
  mimetypes: MIME_TYPES,
};

/** Editors for other programs: one, of texts. */
export function addDirectEditingEndpoints(ocs: OcsApi, state: NextcloudState, baseUrl: () => string): void {
  const base = "/apps/files/api/v1/directEditing";
  const url = () => ({ url: `${baseUrl()}/apps/files/directEditing/${randomBytes(32).toString("hex")}` });

  ocs.on("GET", base, () => ({ editors: { text: EDITOR }, creators: { textdocument: CREATOR } }));
  ocs.on("GET", `${base}/templates/{editorId}/{creatorId}`, ({ path }) => {
    if (path.editorId !== "text") throw new OcsError(500, "Failed to obtain template list");
    return { templates: {} };
  });
  ocs.on("POST", `${base}/create`, ({ user, parameters }) => {
    const names = parameters.requiredText("path").split("/").filter(Boolean);
    const name = names.pop() ?? "";
    const parent = new Home(state, user.id).locate(names)?.node;
    const isKnown = parameters.requiredText("editorId") === "text";
    if (parent?.kind !== "folder" || parent.children.has(name) || !isKnown) throw new OcsError(500);
    state.files.write(parent, name, new Uint8Array());
    return url();
  });
  ocs.on("POST", `${base}/open`, ({ user, parameters }) => {
    const names = parameters.requiredText("path").split("/").filter(Boolean);
    if (new Home(state, user.id).locate(names) === undefined) throw new OcsError(500);
    return url();
  });
}
