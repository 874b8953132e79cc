import { OpenProjectError } from "./errors.js";

const PAGE = new Set(["total", "count", "pageSize", "offset", "nextByOffset", "self"]);

/** The short form of a collection: nothing but what was asked for, and of the elements only what is cheap to have. */
export function onlySelected(
  collection: { readonly _embedded: { readonly elements: readonly object[] }; readonly _links: object },
  select: string,
  selectable: ReadonlySet<string> = new Set(["_type", "id", "name", "self"]),
): object {
  const names = select.split(",");
  const asked = names.filter((name) => !name.startsWith("elements/"));
  const ofElements = names.filter((name) => name.startsWith("elements/")).map((name) => name.slice(9));
  const unknown = [
    ...asked.filter((name) => !PAGE.has(name) && name !== "*"),
    ...ofElements.filter((name) => !selectable.has(name) && name !== "*"),
  ];
  if (unknown.length > 0) {
    const message = `The requested select is not supported: ${unknown.join(", ")}. Supported are ${[...selectable].join(", ")}.`;
    throw new OpenProjectError(400, "InvalidSignal", message);
  }
  const wanted = new Set(ofElements.includes("*") ? selectable : ofElements);
  return {
    ...only(collection, new Set(asked)),
    _embedded: { elements: collection._embedded.elements.map((element) => only(element, wanted)) },
  };
}

function only(resource: object, wanted: ReadonlySet<string>): object {
  const isWanted = ([name]: [string, unknown]) => wanted.has(name) || wanted.has("*");
  const entries = Object.entries(resource).filter(isWanted);
  const links = "_links" in resource ? Object.entries(Object(resource._links)).filter(isWanted) : [];
  return { ...Object.fromEntries(entries), ...(links.length > 0 && { _links: Object.fromEntries(links) }) };
}
