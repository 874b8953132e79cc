import { describe, expect, test } from "vitest";
import { decodeEntities, escapeXml, type XmlElement } from "../../src/dav/xml-element.js";
import { XmlReader } from "../../src/dav/xml-reader.js";

/** Reads the children of a document's root. */
function read(document: string): XmlElement[] {
  const children: XmlElement[] = [];
  const reader = new XmlReader((child) => children.push(child));
  reader.write(document);
  reader.end();
  return children;
}

describe("XmlReader", () => {
  test("goes by namespaces and not by prefixes", () => {
    const documents = [
      '<d:a xmlns:d="DAV:"><d:b>text</d:b></d:a>',
      '<a xmlns="DAV:"><b>text</b></a>',
      "<x:a xmlns:x='DAV:'><y:b xmlns:y='DAV:'>text</y:b></x:a>",
    ];
    for (const document of documents) {
      expect(read(document)).toMatchObject([{ name: "{DAV:}b", text: "text" }]);
    }
  });

  test("keeps text that looks like something else", () => {
    const children = read("<a><b>00123</b><c>2024.10</c><d>true</d><e>1e3</e><f> x </f></a>");
    expect(children.map(({ text }) => text)).toEqual(["00123", "2024.10", "true", "1e3", " x "]);
  });

  test("reads qualified attributes, also those that hold what looks like markup", () => {
    const [child] = read('<r xmlns:o="urn:o"><a o:id="7" plain="x > y &amp; z"/></r>');
    expect(child?.attributes).toEqual(
      new Map([
        ["{urn:o}id", "7"],
        ["{}plain", "x > y & z"],
      ]),
    );
  });

  test("decodes the five entities once, and leaves CDATA, comments and declarations be", () => {
    const [child] = read(
      '<?xml version="1.0"?><!-- <b> --><r><a>&quot;&amp;lt; &#252;&#x1F600;<![CDATA[<&amp;>]]></a></r>',
    );
    expect(child?.text).toBe('"&lt; ü😀<&amp;>');
  });

  test.each([
    ["a document type", '<!DOCTYPE a [<!ENTITY x "boom">]><a>&x;</a>', /DOCTYPE/],
    ["an entity nobody declared", "<a>&x;</a>", /undefined entity/],
    ["a prefix nobody declared", "<a><d:b/></a>", /unbound namespace prefix/],
    ["a tag that is closed by another", "<a><b></a></b>", /unexpected close tag/],
    ["a document that is cut", "<a><b>", /unclosed tag/],
    ["a second root", "<a/><b/>", /only one root/],
    ["text outside the root", "hello <a/>", /text data outside/],
    ["an empty document", "", /root element/],
    ["depth without end", "<a>".repeat(65), /deeper/],
  ])("refuses %s", (_, document, message) => {
    expect(() => read(document)).toThrow(message);
  });

  test.each([
    ["a text", "<r><a>", "x"],
    ["a tag", "<r><a b='", "x"],
    ["a comment", "<r><!--", "x"],
    ["a document type", "<!DOCTYPE ", "x"],
    ["an element's children", "<r><a>", `<b>${"x".repeat(1000)}</b>`],
  ])("refuses %s without end, piece by piece", (_, begin, more) => {
    const reader = new XmlReader(() => {});
    const piece = more.repeat(Math.ceil((1024 * 1024) / more.length));
    reader.write(begin);
    expect(() => {
      for (let i = 0; i < 20; i++) reader.write(piece);
    }).toThrow(/larger than 16 MiB/);
  });

  const document =
    '<r xmlns:d="DAV:" xmlns=""><d:a k="1>2">x&amp;y\r\n😀</d:a><!-- c --><d:a><d:b/></d:a></r>';

  test("reads the same however the document is cut", () => {
    for (let size = 1; size < document.length; size++) {
      const texts: string[] = [];
      const reader = new XmlReader((child, root) => texts.push(`${root} ${child.name} ${child.text}`));
      for (let at = 0; at < document.length; at += size) reader.write(document.slice(at, at + size));
      expect(reader.end()).toBe("{}r");
      expect(texts).toEqual(["{}r {DAV:}a x&y\n😀", "{}r {DAV:}a "]);
    }
  });

  test("hands a child over before the document has ended", () => {
    const names: string[] = [];
    const reader = new XmlReader(({ name }) => names.push(name));
    reader.write("<r><a>1</a><b>2");
    expect(names).toEqual(["{}a"]);
  });
});

test("decodeEntities leaves alone what is no entity", () => {
  expect(decodeEntities("a & b &unknown; &#x110000;")).toBe("a & b &unknown; &#x110000;");
});

test("escapeXml leaves nothing that is markup, or that XML cannot hold", () => {
  expect(escapeXml('<a b="c">&\u0000\u0008😀')).toBe("&lt;a b=&quot;c&quot;&gt;&amp;😀");
});
