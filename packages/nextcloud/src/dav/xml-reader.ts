import { decodeEntities, XmlElement } from "./xml-element.js";
import { XmlScope } from "./xml-scope.js";

/** WebDAV documents are eight levels deep. */
const MAX_DEPTH = 64;
/** The longest tag, comment or text that may be waited for, in characters. */
const MAX_TOKEN = 16 * 1024 * 1024;

/** An element whose end has not come yet. */
interface OpenElement {
  readonly tag: string;
  readonly name: string;
  readonly scope: XmlScope;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads an XML document piece by piece and hands over each child of the root as soon as it is complete, so that a
 * listing of any length needs the memory of one entry.
 *
 * It is made for servers' answers: no entity is declared or expanded (a DOCTYPE is refused), no value is converted,
 * depth and size are bounded.
 */
export class XmlReader {
  #rest = "";
  readonly #open: OpenElement[] = [];
  #root: XmlElement | undefined;

  /** @param onChild Gets each child of the root, and the root's name. */
  constructor(private readonly onChild: (child: XmlElement, root: string) => void) {}

  /** Reads a piece; it may end anywhere, even inside a tag. @throws Error for what is not well-formed. */
  write(piece: string): void {
    const text = this.#rest + piece;
    let at = 0;
    while (at < text.length) {
      const next = this.#token(text, at);
      if (next < 0) break;
      at = next;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > MAX_TOKEN) throw new Error("an element is larger than 16 MiB");
  }

  /** Ends the document. @returns its root, without children. @throws Error when it is not complete. */
  end(): XmlElement | undefined {
    if (this.#open.length > 0 || this.#rest.trim() !== "") throw new Error("the document is cut");
    return this.#root;
  }

  /** Reads one token and tells where the next begins; -1 if its end has not come. */
  #token(text: string, at: number): number {
    if (text.charCodeAt(at) !== LESS_THAN) return this.#text(text, at);
    const second = text[at + 1];
    if (second === undefined) return -1;
    if (second === "/") return this.#closingTag(text, at);
    if (second === "?") return skip(text, at, "?>");
    if (second === "!") return this.#declaration(text, at);
    return this.#openingTag(text, at);
  }

  #text(text: string, at: number): number {
    const end = text.indexOf("<", at);
    if (end < 0) return -1;
    const parent = this.#open.at(-1);
    if (parent) parent.text += decodeEntities(text.slice(at, end));
    else if (text.slice(at, end).replace("\ufeff", "").trim() !== "")
      throw new Error("text outside the root");
    return end;
  }

  #declaration(text: string, at: number): number {
    if (text.startsWith("<!--", at)) return skip(text, at, "-->");
    if (text.startsWith("<![CDATA[", at)) {
      const end = text.indexOf("]]>", at);
      if (end < 0) return -1;
      const parent = this.#open.at(-1);
      if (parent) parent.text += text.slice(at + "<![CDATA[".length, end);
      return end + "]]>".length;
    }
    if (text.length - at < "<![CDATA[".length) return -1;
    // Whoever may declare entities may also nest them until memory ends.
    throw new Error("a DOCTYPE is not accepted");
  }

  #openingTag(text: string, at: number): number {
    const end = endOfTag(text, at);
    if (end < 0) return -1;
    const isEmpty = text.charCodeAt(end - 1) === SLASH;
    const inner = text.slice(at + 1, isEmpty ? end - 1 : end);
    const space = inner.search(/\s/);
    const tag = space < 0 ? inner : inner.slice(0, space);
    if (tag === "") throw new Error("a tag without a name");
    if (this.#open.length >= MAX_DEPTH) throw new Error(`elements nested deeper than ${MAX_DEPTH}`);
    if (this.#open.length === 0 && this.#root !== undefined) throw new Error("a second root");
    const outer = this.#open.at(-1)?.scope ?? NO_SCOPE;
    const { scope, attributes } = outer.enter(space < 0 ? "" : inner.slice(space));
    this.#open.push({ tag, name: scope.resolve(tag), scope, attributes, children: [], text: "" });
    if (isEmpty) this.#close();
    return end + 1;
  }

  #closingTag(text: string, at: number): number {
    const end = text.indexOf(">", at);
    if (end < 0) return -1;
    const tag = text.slice(at + 2, end).trimEnd();
    const open = this.#open.at(-1);
    if (open?.tag !== tag) throw new Error(`</${tag}> where ${open ? `</${open.tag}>` : "nothing"} was open`);
    this.#close();
    return end + 1;
  }

  #close(): void {
    const open = this.#open.pop();
    if (open === undefined) return;
    const { name, attributes, children, text } = open;
    const element = new XmlElement(name, attributes, children, text);
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else if (this.#open.length === 1) this.onChild(element, parent.name);
    else parent.children.push(element);
  }
}

const LESS_THAN = 0x3c;
const SLASH = 0x2f;
const NO_SCOPE = new XmlScope();

/** Parses a whole document; `undefined` when there is none. @throws Error for what is not well-formed. */
export function parseXml(text: string): XmlElement | undefined {
  const children: XmlElement[] = [];
  const reader = new XmlReader((child) => children.push(child));
  reader.write(text);
  const root = reader.end();
  return root && new XmlElement(root.name, root.attributes, children, root.text);
}

function skip(text: string, at: number, end: string): number {
  const found = text.indexOf(end, at);
  return found < 0 ? -1 : found + end.length;
}

/** Finds the `>` of a tag; one inside a quoted value is none. */
function endOfTag(text: string, at: number): number {
  let end = text.indexOf(">", at);
  while (end >= 0 && hasOpenQuote(text.slice(at, end))) end = text.indexOf(">", end + 1);
  return end;
}

function hasOpenQuote(tag: string): boolean {
  // Most tags have no attribute: only those with one are read character by character.
  const first = tag.indexOf("=");
  if (first < 0) return false;
  let quote = "";
  for (let i = first; i < tag.length; i++) {
    const character = tag[i] ?? "";
    if (quote === "") {
      if (character === '"' || character === "'") quote = character;
    } else if (character === quote) quote = "";
  }
  return quote !== "";
}
