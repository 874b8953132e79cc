import type { Clock } from "../../clock.js";
import { type NextcloudNode, pathOf, withDescendants } from "../file-tree.js";
import type { NextcloudState } from "../state.js";
import { type OcsApi, type OcsCall, WithHeaders } from "./api.js";
import { OcsError } from "./envelope.js";

const FILTERS = ["all", "self", "by"].map((id, priority) => ({ id, name: id, icon: "", priority }));

/** What happened to a user's files: one activity for each there is. */
export function addActivityEndpoints(
  ocs: OcsApi,
  state: NextcloudState,
  { clock, baseUrl }: { readonly clock: Clock; baseUrl(): string },
): void {
  const base = "/apps/activity/api/v2/activity";
  ocs.on("GET", `${base}/filters`, () => FILTERS);
  ocs.on("GET", `${base}/{filter}`, (call) => {
    const { user, parameters } = call;
    const own = [...withDescendants(state.files.homeOf(user.id))].filter(({ parent }) => parent !== null);
    const all = own.sort((a, b) => b.id - a.id);
    const since = parameters.integer("since") ?? 0;
    if (since !== 0 && !all.some(({ id }) => id === since)) throw new OcsError(403);
    const about = parameters.integer("object_id");
    const after = all.filter(
      ({ id }) => (since === 0 || id < since) && (about === undefined || id === about),
    );
    // The end of the list is no empty list.
    if (after.length === 0) return new Response(null, { status: 304 });
    const limit = parameters.integer("limit") ?? 50;
    const items = after.slice(0, limit);
    const last = String(items.at(-1)?.id ?? since);
    const url = `${baseUrl()}/ocs/v2.php${base}?since=${last}&limit=${limit}&sort=desc&format=json`;
    const headers = { "x-activity-last-given": last, link: `<${url}>; rel="next"` };
    return new WithHeaders(
      items.map((node) => row(node, call, clock)),
      headers,
    );
  });
}

function row(node: NextcloudNode, { user }: OcsCall, clock: Clock) {
  const path = pathOf(node);
  return {
    activity_id: node.id,
    app: "files",
    type: "file_created",
    user: user.id,
    subject: `You created ${path.slice(1)}`,
    subject_rich: ["You created {file}", {}],
    message: "",
    message_rich: ["", []],
    object_type: "files",
    object_id: node.id,
    object_name: path,
    objects: { [node.id]: path },
    link: "",
    icon: "",
    datetime: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, "+00:00"),
    previews: [],
  };
}
