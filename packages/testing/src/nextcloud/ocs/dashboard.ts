import type { OcsApi, OcsCall } from "./api.js";
import { internalServerError } from "./envelope.js";

const ITEM = {
  subtitle: "Recently edited",
  title: "plan.md",
  link: "https://nextcloud.test/f/1",
  iconUrl: "",
  overlayIconUrl: "",
  sinceId: "1795345963",
};

/** Widgets, and the versions of the interface each has. */
const VERSIONS: Record<string, readonly number[]> = { activity: [1], recommendations: [1, 2] };

/** What users see when they come in. */
export function addDashboardEndpoints(ocs: OcsApi): void {
  const base = "/apps/dashboard/api";
  ocs.on("GET", `${base}/v1/widgets`, () => {
    return Object.fromEntries(Object.keys(VERSIONS).map((id, order) => [id, widget(id, order)]));
  });
  ocs.on("GET", `${base}/v1/widget-items`, (call) => {
    return Object.fromEntries(wanted(call, 1).map((id) => [id, items(call)]));
  });
  ocs.on("GET", `${base}/v2/widget-items`, (call) => {
    const messages = { emptyContentMessage: "Nothing new", halfEmptyContentMessage: "" };
    return Object.fromEntries(wanted(call, 2).map((id) => [id, { items: items(call), ...messages }]));
  });

  for (const [what, preset] of [
    ["layout", ["recommendations", "activity"]],
    ["statuses", ["weather"]],
  ] as const) {
    const chosen = new Map<string, readonly string[]>();
    ocs.on("GET", `${base}/v3/${what}`, ({ user }) => ({ [what]: chosen.get(user.id) ?? preset }));
    ocs.on("POST", `${base}/v3/${what}`, ({ user, parameters }) => {
      if (!parameters.has(what)) throw internalServerError();
      chosen.set(user.id, parameters.texts(what));
      return { [what]: parameters.texts(what) };
    });
  }
}

function widget(id: string, order: number) {
  return {
    id,
    title: id,
    order,
    icon_class: `icon-${id}`,
    icon_url: "",
    widget_url: null,
    item_icons_round: false,
    item_api_versions: VERSIONS[id],
    reload_interval: 0,
  };
}

function wanted({ parameters }: OcsCall, version: number): string[] {
  const asked = parameters.texts("widgets");
  return Object.entries(VERSIONS)
    .filter(([id, versions]) => versions.includes(version) && (asked.length === 0 || asked.includes(id)))
    .map(([id]) => id);
}

/** The one item, unless it has been seen. */
function items({ parameters }: OcsCall) {
  const seen = parameters.text("sinceIds") ?? "{}";
  return seen.includes(ITEM.sinceId) ? [] : [ITEM].slice(0, parameters.integer("limit") ?? 7);
}
