import type { NextcloudState } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { OcsError } from "./envelope.js";

const BASE = "/apps/files_sharing/api/v1";
const KINDS = ["users", "groups", "remotes", "remote_groups", "emails", "circles", "rooms"];

/** Users and groups to share with. */
export function addShareeEndpoints(ocs: OcsApi, state: NextcloudState): void {
  ocs.on("GET", `${BASE}/sharees`, (call) => {
    if (!call.parameters.has("itemType")) throw new OcsError(400, "Missing itemType");
    return { ...found(state, call), lookup: [], lookupEnabled: false };
  });
  ocs.on("GET", `${BASE}/sharees_recommended`, (call) => {
    call.parameters.requiredText("itemType");
    return found(state, call);
  });
}

function found(state: NextcloudState, { user, parameters }: OcsCall) {
  const term = (parameters.text("search") ?? "").toLowerCase();
  const types = parameters.texts("shareType").map(Number);
  const isAsked = (type: number) => types.length === 0 || types.includes(type);
  const users = [...state.users.values()].filter(({ id, displayName }) => {
    return (
      isAsked(0) && id !== user.id && [id, displayName.toLowerCase()].some((name) => name.includes(term))
    );
  });
  const groups = [...state.groups.values()].filter(({ id }) => isAsked(1) && id.includes(term));
  const isExact = (id: string) => id === term;
  const entries = (exact: boolean) => ({
    users: users
      .filter(({ id }) => isExact(id) === exact)
      .map(({ id, displayName }) => sharee(id, displayName, 0)),
    groups: groups
      .filter(({ id }) => isExact(id) === exact)
      .map(({ id, displayName }) => sharee(id, displayName, 1)),
  });
  const none = Object.fromEntries(KINDS.map((kind) => [kind, []]));
  return { exact: { ...none, ...entries(true) }, ...none, ...entries(false) };
}

function sharee(id: string, label: string, shareType: number) {
  return {
    label,
    subline: "",
    icon: "",
    shareWithDisplayNameUnique: id,
    value: { shareType, shareWith: id },
  };
}
