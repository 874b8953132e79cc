import { Home, type Located } from "../home.js";
import type { NextcloudState } from "../state.js";
import type { OcsApi } from "./api.js";
import { internalServerError, OcsError } from "./envelope.js";

const PROVIDER = {
  id: "files",
  appId: "files",
  name: "Files",
  icon: "/core/img/filetypes/folder.svg",
  order: 5,
  isExternalProvider: false,
  triggers: ["files"],
  filters: { term: "string", since: "datetime", mime: "string" },
  inAppSearch: true,
};

/** The search over all apps, of which only the files are here, and proposals of users. */
export function addSearchEndpoints(ocs: OcsApi, state: NextcloudState, baseUrl: () => string): void {
  ocs.on("GET", "/search/providers", () => [PROVIDER]);

  ocs.on("GET", "/search/providers/{id}/search", ({ user, path, parameters }) => {
    if (path.id !== "files") throw internalServerError();
    const term = parameters.text("term") ?? "";
    if (term.trim() === "") throw new OcsError(400, "No valid filters provided");
    const home = new Home(state, user.id);
    const found = [...below(home, home.root(), "")].filter(([, { name }]) => {
      return name.toLowerCase().includes(term.toLowerCase());
    });
    const offset = parameters.integer("cursor") ?? 0;
    const limit = parameters.integer("limit") ?? 5;
    const entries = found.slice(offset, offset + limit).map(([filePath, { node, name }]) => ({
      thumbnailUrl: "",
      title: name,
      subline: "",
      resourceUrl: `${baseUrl()}/f/${node.id}`,
      icon: "",
      rounded: false,
      attributes: { fileId: String(node.id), path: filePath },
    }));
    // It says so of the last page too.
    return { name: "Files", isPaginated: true, entries, cursor: offset + limit };
  });

  ocs.on("GET", "/core/autocomplete/get", ({ parameters }) => {
    const term = parameters.requiredText("search").toLowerCase();
    const users = [...state.users.values()].filter(({ displayName }) =>
      displayName.toLowerCase().includes(term),
    );
    return users.slice(0, parameters.integer("limit") ?? 10).map(({ id, displayName }) => ({
      id,
      label: displayName,
      icon: "icon-user",
      source: "users",
      status: [],
      subline: "",
      shareWithDisplayNameUnique: id,
    }));
  });
}

function* below(home: Home, folder: Located, path: string): Generator<[path: string, located: Located]> {
  for (const located of home.children(folder)) {
    yield [`${path}/${located.name}`, located];
    yield* below(home, located, `${path}/${located.name}`);
  }
}
