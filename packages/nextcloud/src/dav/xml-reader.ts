import { SaxesParser, type SaxesTagNS } from "saxes";
import { XmlElement } from "./xml-element.js";

/** WebDAV documents are eight levels deep. */
const MAX_DEPTH = 64;
/** How much of a document may pass without a child of its root coming to an end, in characters. */
const MAX_CHILD = 16 * 1024 * 1024;

/** An element whose end has not come yet. */
interface OpenElement {
  readonly name: string;
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
  readonly #parser = new SaxesParser({ xmlns: true, position: false });
  readonly #names = new NameCache();
  readonly #open: OpenElement[] = [];
  #root: string | undefined;
  #sinceChild = 0;

  /** @param onChild Gets each child of the root, and the root's name. */
  constructor(private readonly onChild: (child: XmlElement, root: string) => void) {
    const text = (piece: string): void => {
      const parent = this.#open.at(-1);
      if (parent) parent.text += piece;
    };
    this.#parser.on("opentag", (tag) => this.#opened(tag));
    this.#parser.on("closetag", () => this.#closed());
    this.#parser.on("text", text);
    this.#parser.on("cdata", text);
    // Whoever may declare entities may also nest them until memory ends.
    this.#parser.on("doctype", () => fail("a DOCTYPE is not accepted"));
  }

  /** Reads a piece; it may end anywhere, even inside a tag. @throws Error for what is not well-formed. */
  write(piece: string): void {
    this.#sinceChild += piece.length;
    this.#parser.write(piece);
    if (this.#sinceChild > MAX_CHILD) fail("an element is larger than 16 MiB");
  }

  /** Ends the document. @returns its root's name. @throws Error when it is not complete. */
  end(): string | undefined {
    this.#parser.close();
    return this.#root;
  }

  #opened({ uri, local, attributes }: SaxesTagNS): void {
    if (this.#open.length >= MAX_DEPTH) fail(`elements nested deeper than ${MAX_DEPTH}`);
    const name = this.#names.get(uri, local);
    this.#root ??= name;
    this.#open.push({ name, attributes: this.#attributes(attributes), children: [], text: "" });
  }

  #closed(): void {
    const open = this.#open.pop();
    const parent = this.#open.at(-1);
    if (open === undefined || parent === undefined) return;
    const element = new XmlElement(open.name, open.attributes, open.children, open.text);
    if (this.#open.length > 1) parent.children.push(element);
    else {
      this.#sinceChild = 0;
      this.onChild(element, parent.name);
    }
  }

  #attributes(given: SaxesTagNS["attributes"]): ReadonlyMap<string, string> {
    let attributes: Map<string, string> | undefined;
    for (const key in given) {
      const attribute = given[key];
      if (attribute === undefined || attribute.prefix === "xmlns" || attribute.name === "xmlns") continue;
      attributes ??= new Map();
      attributes.set(this.#names.get(attribute.uri, attribute.local), attribute.value);
    }
    return attributes ?? NO_ATTRIBUTES;
  }
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/** Makes each qualified name once: a listing repeats a dozen of them ten thousand times. */
class NameCache {
  readonly #byNamespace = new Map<string, Map<string, string>>();

  get(uri: string, local: string): string {
    let names = this.#byNamespace.get(uri);
    if (names === undefined) {
      names = new Map();
      this.#byNamespace.set(uri, names);
    }
    let name = names.get(local);
    if (name === undefined) {
      name = `{${uri}}${local}`;
      names.set(local, name);
    }
    return name;
  }
}

function fail(why: string): never {
  throw new Error(why);
}
