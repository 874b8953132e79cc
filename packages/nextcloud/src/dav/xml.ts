import { XMLParser } from "fast-xml-parser";

const TEXT = "#text";
const ATTRIBUTES = ":@";

/** Entities stay as they are and no value is guessed at: a document cannot make the parser grow or convert anything. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** An element with its name resolved to a namespace, so that the prefixes a server chooses do not matter. */
export class XmlElement {
  constructor(
    /** The namespace in braces and the local name: `{DAV:}href`. */
    readonly name: string,
    /** The element's own text, without the text of its children. */
    readonly text: string,
    readonly children: readonly XmlElement[],
  ) {}

  /** Finds the first child of a name. */
  child(name: string): XmlElement | undefined {
    return this.children.find((element) => element.name === name);
  }
}

type Namespaces = Readonly<Record<string, string>>;

/** Parses a document into its root element; `undefined` when there is none. @throws Error for broken XML. */
export function parseXml(text: string): XmlElement | undefined {
  const document: unknown = parser.parse(text);
  return elementsOf(document, {})[0];
}

function elementsOf(nodes: unknown, namespaces: Namespaces): XmlElement[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: unknown) => {
    if (!isRecord(node)) return [];
    const tag = Object.keys(node).find((key) => key !== TEXT && key !== ATTRIBUTES);
    if (tag === undefined) return [];
    const scope = declared(node[ATTRIBUTES], namespaces);
    return [new XmlElement(resolve(tag, scope), textOf(node[tag]), elementsOf(node[tag], scope))];
  });
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return "";
  const texts = nodes.map((node: unknown) => (isRecord(node) ? node[TEXT] : undefined));
  return decodeEntities(texts.filter((text) => typeof text === "string").join(""));
}

/** Adds the namespaces an element declares. Most declare none and share their parent's. */
function declared(attributes: unknown, namespaces: Namespaces): Namespaces {
  if (!isRecord(attributes)) return namespaces;
  const scope: Record<string, string> = { ...namespaces };
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value !== "string") continue;
    if (name === "xmlns") scope[""] = decodeEntities(value);
    else if (name.startsWith("xmlns:")) scope[name.slice("xmlns:".length)] = decodeEntities(value);
  }
  return scope;
}

function resolve(tag: string, namespaces: Namespaces): string {
  const colon = tag.indexOf(":");
  const prefix = colon < 0 ? "" : tag.slice(0, colon);
  return `{${namespaces[prefix] ?? ""}}${tag.slice(colon + 1)}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
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
