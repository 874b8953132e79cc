import type { DavResponse } from "./multistatus.js";
import { escapeXml, type XmlElement } from "./xml-element.js";

export const OC = "{http://owncloud.org/ns}";
export const NC = "{http://nextcloud.org/ns}";

/** The namespaces every query declares. */
export const NAMESPACES =
  'xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns" xmlns:ocs="http://open-collaboration-services.org/ns"';

/** Reads the properties of one resource as the types they stand for. */
export class Properties {
  constructor(private readonly response: DavResponse) {}

  element(name: string): XmlElement | undefined {
    return this.response.properties.get(name);
  }

  has(name: string): boolean {
    return this.response.properties.has(name);
  }

  /** A text; empty when there is none. */
  text(name: string): string {
    return this.element(name)?.text ?? "";
  }

  /** A number; `undefined` when there is none. */
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === "" ? undefined : Number(text);
  }

  /** `true` or 1. */
  flag(name: string): boolean {
    const text = this.text(name);
    return text === "true" || text === "1";
  }

  /** A date in HTTP's or ISO's form; `undefined` when there is none. */
  date(name: string): Date | undefined {
    const element = this.element(name);
    // A listing's later pages have a date of PHP's in elements of its own, where the first has an HTTP date.
    const php = element?.child("{}time")?.child("{}date")?.text;
    if (php !== undefined) return new Date(`${php.replace(" ", "T")}Z`);
    return element === undefined || element.text === "" ? undefined : new Date(element.text);
  }

  /** A date in seconds since 1970; 0 is none. */
  seconds(name: string): Date | undefined {
    const seconds = this.number(name);
    return seconds === undefined || seconds === 0 ? undefined : new Date(seconds * 1000);
  }
}

/** Writes a PROPFIND for these properties, given as elements: `<d:getetag/>`. */
export function propfindXml(properties: readonly string[]): string {
  return `<?xml version="1.0"?><d:propfind ${NAMESPACES}><d:prop>${properties.join("")}</d:prop></d:propfind>`;
}

/** Splits `{namespace}name`. A name without a namespace is in none. */
function qualified(name: string): { namespace: string; local: string } {
  const [, namespace = "", local = name] = /^\{([^}]*)\}(.+)$/.exec(name) ?? [];
  return { namespace, local };
}

/** Writes an element with the namespace declared on the spot. */
export function elementXml(name: string, content?: string): string {
  const { namespace, local } = qualified(name);
  const open = `x:${local} xmlns:x="${escapeXml(namespace)}"`;
  return content === undefined ? `<${open}/>` : `<${open}>${content}</x:${local}>`;
}
