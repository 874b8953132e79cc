import { describe, expect, test } from "vitest";
import { decodeEntities, escapeXml } from "../../src/dav/xml-element.js";
import { parseXml, XmlReader } from "../../src/dav/xml-reader.js";

describe("parseXml", () => {
  test("goes by namespaces and not by prefixes", () => {
    const documents = [
      '<d:a xmlns:d="DAV:"><d:b>text</d:b></d:a>',
      '<a xmlns="DAV:"><b>text</b></a>',
      "<x:a xmlns:x='DAV:'><y:b xmlns:y='DAV:'>text</y:b></x:a>",
    ];
    for (const document of documents) {
      const root = parseXml(document);
      expect(root?.name).toBe("{DAV:}a");
      expect(root?.child("{DAV:}b")?.text).toBe("text");
    }
  });

  test("keeps text that looks like something else", () => {
    const root = parseXml("<a><b>00123</b><c>2024.10</c><d>true</d><e>1e3</e></a>");
    expect(root?.children.map(({ text }) => text)).toEqual(["00123", "2024.10", "true", "1e3"]);
  });

  test("reads qualified attributes, also those that hold what looks like markup", () => {
    const root = parseXml('<a xmlns:o="urn:o" o:id="7" plain="x > y &amp; z"/>');
    expect(root?.attributes).toEqual(
      new Map([
        ["{urn:o}id", "7"],
        ["{}plain", "x > y & z"],
      ]),
    );
  });

  test("decodes entities once, and leaves CDATA, comments and declarations be", () => {
    const root = parseXml(
      '<?xml version="1.0"?><!-- <b> --><a>&quot;&amp;lt; &#252;&#x1F600;<![CDATA[<&amp;>]]></a>',
    );
    expect(root?.text).toBe('"&lt; ü😀<&amp;>');
  });

  test.each([
    ["a document type", '<!DOCTYPE a [<!ENTITY x "boom">]><a>&x;</a>', /DOCTYPE/],
    ["a tag that is closed by another", "<a><b></a></b>", /<\/a> where <\/b> was open/],
    ["a document that is cut", "<a><b>", /cut/],
    ["a second root", "<a/><b/>", /second root/],
    ["text outside the root", "hello <a/>", /outside/],
    ["depth without end", "<a>".repeat(65), /deeper/],
  ])("refuses %s", (_, document, message) => {
    expect(() => parseXml(document)).toThrow(message);
  });

  test("gives nothing for an empty document", () => {
    expect(parseXml("")).toBeUndefined();
  });
});

describe("XmlReader", () => {
  const document = '<r xmlns:d="DAV:" xmlns=""><d:a k="1>2">x&amp;y</d:a><!-- c --><d:a><d:b/></d:a></r>';

  test("reads the same however the document is cut", () => {
    for (let size = 1; size < document.length; size++) {
      const texts: string[] = [];
      const reader = new XmlReader((child, root) => texts.push(`${root} ${child.name} ${child.text}`));
      for (let at = 0; at < document.length; at += size) reader.write(document.slice(at, at + size));
      expect(reader.end()?.name).toBe("{}r");
      expect(texts).toEqual(["{}r {DAV:}a x&y", "{}r {DAV:}a "]);
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
