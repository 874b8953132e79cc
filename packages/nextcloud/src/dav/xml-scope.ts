import { decodeEntities } from "./xml-element.js";

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const ATTRIBUTE = /([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The namespaces in force inside an element. Most elements declare none and share their parent's scope. */
export class XmlScope {
  /** Prefixed to qualified names: a listing repeats a dozen names ten thousand times. */
  readonly #resolved = new Map<string, string>();

  constructor(private readonly namespaces: ReadonlyMap<string, string> = new Map()) {}

  /** Qualifies an element's name. */
  resolve(tag: string): string {
    let name = this.#resolved.get(tag);
    if (name === undefined) {
      const colon = tag.indexOf(":");
      const prefix = colon < 0 ? "" : tag.slice(0, colon);
      name = `{${this.namespaces.get(prefix) ?? ""}}${tag.slice(colon + 1)}`;
      this.#resolved.set(tag, name);
    }
    return name;
  }

  /** Reads what stands behind a tag's name: the scope inside the element, and its other attributes. */
  enter(text: string): { scope: XmlScope; attributes: ReadonlyMap<string, string> } {
    if (!text.includes("=")) return { scope: this, attributes: NO_ATTRIBUTES };
    const namespaces = new Map(this.namespaces);
    const others: [string, string][] = [];
    for (const [, name = "", double, single = ""] of text.matchAll(ATTRIBUTE)) {
      const value = decodeEntities(double ?? single);
      if (name === "xmlns") namespaces.set("", value);
      else if (name.startsWith("xmlns:")) namespaces.set(name.slice("xmlns:".length), value);
      else others.push([name, value]);
    }
    const scope = new XmlScope(namespaces);
    const attributes = new Map(
      others.map(([name, value]) => [name.includes(":") ? scope.resolve(name) : `{}${name}`, value]),
    );
    return { scope: namespaces.size === this.namespaces.size ? this.#same(scope) : scope, attributes };
  }

  /** Keeps the cache where an element only repeats its parent's declarations. */
  #same(other: XmlScope): XmlScope {
    for (const [prefix, uri] of other.namespaces) if (this.namespaces.get(prefix) !== uri) return other;
    return this;
  }
}
