import type { OcsApi } from "./api.js";

/** What addresses lead to: of those of the project itself it is known. */
export function addReferenceEndpoints(ocs: OcsApi): void {
  ocs.on("GET", "/references/providers", () => [
    { id: "talk", title: "Conversations", icon_url: "", order: 1, search_providers_ids: ["talk"] },
  ]);
  ocs.on("POST", "/references/extract", ({ parameters }) => {
    const found = parameters.requiredText("text").match(/https?:\/\/[^\s"<>]+/g) ?? [];
    const isResolved = parameters.flag("resolve");
    return told(found, parameters.integer("limit"), (url) => (isResolved ? reference(url) : null));
  });
  ocs.on("POST", "/references/resolve", ({ parameters }) => {
    return told(parameters.texts("references"), parameters.integer("limit"), reference);
  });
  ocs.on("PUT", "/references/provider/{id}", ({ path }) => ({ success: path.id === "talk" }));
}

function told(urls: readonly string[], limit: number | undefined, tell: (url: string) => unknown) {
  return { references: Object.fromEntries(urls.slice(0, limit ?? 1).map((url) => [url, tell(url)])) };
}

function reference(url: string) {
  if (!url.startsWith("https://nextcloud.com/")) return null;
  const openGraphObject = { id: url, name: "Nextcloud", description: null, thumb: null, link: url };
  return { richObjectType: "open-graph", richObject: openGraphObject, openGraphObject, accessible: true };
}
