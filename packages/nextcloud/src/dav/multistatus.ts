import { type Answer, type ReadContext, type Reader, unreadable } from "@platformq/resilience";
import { parseXml, type XmlElement } from "./xml.js";

/** One resource of a multistatus answer, with the properties it has. */
export interface DavResponse {
  /** The path below `/remote.php/dav`, decoded, without a slash at the end. */
  readonly path: string;
  /** The properties answered with 200, by name: `{DAV:}getetag`. */
  readonly properties: ReadonlyMap<string, XmlElement>;
}

const ROOT = "/remote.php/dav/";

/** Reads the resources of a 207 answer. */
export const asMultistatus: Reader<readonly DavResponse[]> = {
  accept: "application/xml",
  read: (answer, context) => {
    const root = parse(answer, context);
    if (root?.name !== "{DAV:}multistatus") throw unreadable(answer, context, "the body is no multistatus");
    return root.children
      .filter(({ name }) => name === "{DAV:}response")
      .map((response) => ({
        path: decodeHref(response.child("{DAV:}href")?.text ?? "", answer, context),
        properties: foundProperties(response),
      }));
  },
};

function parse(answer: Answer, context: ReadContext): XmlElement | undefined {
  try {
    return parseXml(answer.body.toString("utf8"));
  } catch (cause) {
    throw unreadable(answer, context, "the body is broken XML", cause);
  }
}

/** Decoded, because servers differ in what they encode and how; from WebDAV's root, because proxies change what is above. */
function decodeHref(href: string, answer: Answer, context: ReadContext): string {
  try {
    const path = decodeURIComponent(href);
    const at = path.indexOf(ROOT);
    if (at >= 0) return path.slice(at + ROOT.length - 1).replace(/\/+$/, "");
  } catch {
    // Reported below: a stray % is as foreign as another path.
  }
  throw unreadable(answer, context, "a multistatus names a resource that is not below remote.php/dav");
}

function foundProperties(response: XmlElement): Map<string, XmlElement> {
  const found = new Map<string, XmlElement>();
  for (const propstat of response.children) {
    if (propstat.name !== "{DAV:}propstat") continue;
    if (!/^HTTP\/\S+ 200\b/.test(propstat.child("{DAV:}status")?.text ?? "")) continue;
    for (const property of propstat.child("{DAV:}prop")?.children ?? []) found.set(property.name, property);
  }
  return found;
}
