import {
  BadRequestError,
  ForbiddenError,
  NotFoundError,
  type Path,
  type RequestOptions,
} from "@platformq/resilience";
import type { OwnPath } from "./dav-path.js";
import type { DavTransport } from "./dav-transport.js";
import type { DavResponse } from "./multistatus.js";
import { elementXml, NAMESPACES } from "./properties.js";
import { escapeXml } from "./xml-element.js";

/** Properties by `{namespace}name`; `null` removes one. */
export type PropertyChanges = Readonly<Record<string, string | null>>;

/**
 * Sets and removes properties. Setting them twice changes nothing, so that it is repeated when its outcome is unknown.
 *
 * The server always answers 207: what became of each property stands inside.
 *
 * @throws ForbiddenError, NotFoundError or BadRequestError `PROPERTY_REFUSED` naming the properties.
 */
export async function proppatch(
  dav: DavTransport,
  path: Path | OwnPath,
  changes: PropertyChanges,
  options?: RequestOptions,
): Promise<void> {
  const responses = await dav.query(
    { method: "PROPPATCH", path, idempotent: true },
    proppatchXml(changes),
    options,
  );
  const [first] = responses;
  if (first) checkRefused(first);
}

function proppatchXml(changes: PropertyChanges): string {
  const entries = Object.entries(changes);
  const set = entries.flatMap(([name, value]) =>
    value === null ? [] : [elementXml(name, escapeXml(value))],
  );
  const remove = entries.flatMap(([name, value]) => (value === null ? [elementXml(name)] : []));
  const section = (tag: string, elements: readonly string[]): string =>
    elements.length === 0 ? "" : `<d:${tag}><d:prop>${elements.join("")}</d:prop></d:${tag}>`;
  return `<?xml version="1.0"?><d:propertyupdate ${NAMESPACES}>${section("set", set)}${section("remove", remove)}</d:propertyupdate>`;
}

function checkRefused({ refused }: DavResponse): void {
  // 204 and the like are how some properties say yes.
  const bad = [...refused].filter(([, status]) => status >= 300);
  const status = bad.find(([, code]) => code !== 424)?.[1] ?? bad[0]?.[1];
  if (status === undefined) return;
  const names = bad.map(([name, code]) => `${name} (${code})`).join(", ");
  const type = status === 403 ? ForbiddenError : status === 404 ? NotFoundError : BadRequestError;
  throw new type(`PROPPATCH → the server did not change ${names}`, "PROPERTY_REFUSED", {
    service: "nextcloud",
    operation: "PROPPATCH",
    outcome: "rejected",
    attempts: 1,
    status,
  });
}
