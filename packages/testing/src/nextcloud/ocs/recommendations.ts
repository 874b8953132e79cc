import { withDescendants } from "../file-tree.js";
import type { NextcloudState, NextcloudUser } from "../state.js";
import type { OcsApi } from "./api.js";

/** Files a user may want next: those that changed last. Who has hidden them in the files' settings gets none. */
export function addRecommendationEndpoints(ocs: OcsApi, state: NextcloudState): void {
  const base = "/apps/recommendations/api/v1/recommendations";
  const recommended = ({ id }: NextcloudUser) =>
    [...withDescendants(state.files.homeOf(id))]
      .filter((node) => node.kind === "file")
      .sort((a, b) => b.mtime - a.mtime)
      .map((file) => ({
        id: String(file.id),
        timestamp: file.mtime,
        name: file.name,
        directory: "/",
        extension: file.name.split(".").at(-1) ?? "",
        mimeType: file.contentType,
        hasPreview: false,
        reason: "recently-edited",
      }));
  ocs.on("GET", base, () => ({ enabled: false }));
  ocs.on("GET", `${base}/always`, ({ user }) => ({ enabled: false, recommendations: recommended(user) }));
}
