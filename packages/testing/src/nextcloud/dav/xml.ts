import { XMLParser, XMLValidator } from "fast-xml-parser";

export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** An element's name and the namespace its prefix stands for. */
export interface QName {
  readonly namespace: string;
  readonly name: string;
}

export interface XmlElement extends QName {
  /** Its own text, with the entities of XML decoded. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** The prefixes the server declares itself. */
export const PREFIXES: ReadonlyMap<string, string> = new Map([
  ["DAV:", "d"],
  ["http://sabredav.org/ns", "s"],
  ["http://owncloud.org/ns", "oc"],
  ["http://nextcloud.org/ns", "nc"],
]);

/** Write an element; a namespace the server knows no prefix for gets one on the spot. */
export function writeElement({ namespace, name }: QName, content: string): string {
  const known = PREFIXES.get(namespace);
  const tag = `${known ?? "x1"}:${name}`;
  const declaration = known === undefined ? ` xmlns:x1="${escapeXml(namespace)}"` : "";
  return content === "" ? `<${tag}${declaration}/>` : `<${tag}${declaration}>${content}</${tag}>`;
}

type ParsedNode = { readonly ":@"?: Readonly<Record<string, string>> } & { readonly [tag: string]: unknown };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  processEntities: false,
  parseTagValue: false,
});

/** Parse a document into its root element; `undefined` if it is not well-formed. */
export function parseXml(text: string): XmlElement | undefined {
  if (XMLValidator.validate(text) !== true) return undefined;
  const nodes: ParsedNode[] = parser.parse(text);
  return elementsOf(nodes, new Map())[0];
}

function elementsOf(nodes: readonly ParsedNode[], outer: ReadonlyMap<string, string>): XmlElement[] {
  return nodes.flatMap((node) => {
    const tag = Object.keys(node).find((key) => key !== ":@");
    if (tag === undefined || tag.startsWith("?") || tag === "#text") return [];
    const prefixes = new Map(outer);
    for (const [attribute, value] of Object.entries(node[":@"] ?? {})) {
      if (attribute === "xmlns") prefixes.set("", value);
      else if (attribute.startsWith("xmlns:")) prefixes.set(attribute.slice(6), value);
    }
    const colon = tag.indexOf(":");
    const namespace = prefixes.get(colon < 0 ? "" : tag.slice(0, colon));
    if (namespace === undefined) return [];
    const inner = node[tag];
    const children = elementsOf(Array.isArray(inner) ? inner : [], prefixes);
    return [{ namespace, name: tag.slice(colon + 1), text: textOf(inner), children }];
  });
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return "";
  const texts = nodes.map((node: ParsedNode) => node["#text"]).filter((text) => typeof text === "string");
  return texts
    .join("")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
