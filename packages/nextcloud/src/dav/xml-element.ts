/** An element with its name resolved to a namespace, so that the prefixes a server chooses do not matter. */
export class XmlElement {
  constructor(
    /** The namespace in braces and the local name: `{DAV:}href`. */
    readonly name: string,
    /** By qualified name; one without a prefix is in no namespace: `{}id`. */
    readonly attributes: ReadonlyMap<string, string>,
    readonly children: readonly XmlElement[],
    /** The element's own text, without the text of its children. */
    readonly text: string,
  ) {}

  /** Finds the first child of a name. */
  child(name: string): XmlElement | undefined {
    return this.children.find((element) => element.name === name);
  }
}

const ENTITY = /&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi;
const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Replaces the five entities of XML and numeric references, each once; others stay as they are. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(ENTITY, (whole: string, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return named[name] ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** Writes text so that no character of it is markup. Control characters, which XML cannot hold, are dropped. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
}
