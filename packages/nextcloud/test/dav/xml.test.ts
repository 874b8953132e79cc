import { describe, expect, test } from "vitest";
import { decodeEntities, parseXml } from "../../src/dav/xml.js";

describe("parseXml", () => {
  test("goes by namespaces and not by prefixes", () => {
    const documents = [
      '<d:a xmlns:d="DAV:"><d:b>text</d:b></d:a>',
      '<a xmlns="DAV:"><b>text</b></a>',
      '<x:a xmlns:x="DAV:"><y:b xmlns:y="DAV:">text</y:b></x:a>',
    ];
    for (const document of documents) {
      const root = parseXml(document);
      expect(root?.name).toBe("{DAV:}a");
      expect(root?.child("{DAV:}b")?.text).toBe("text");
    }
  });

  test("keeps text that looks like something else", () => {
    const root = parseXml("<a><b>0012</b><c>1e3</c><d>true</d></a>");
    expect(root?.children.map(({ text }) => text)).toEqual(["0012", "1e3", "true"]);
  });

  test("decodes entities once", () => {
    expect(parseXml("<a>&quot;abc&quot; &amp;lt; &#252;&#x1F600;</a>")?.text).toBe('"abc" &lt; ü😀');
  });

  test("does not expand the entities a document declares", () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "boom"><!ENTITY y "&x;&x;">]><a>&y;</a>';
    expect(parseXml(bomb)?.text).not.toContain("boom");
  });

  test("gives nothing for an empty document", () => {
    expect(parseXml("")).toBeUndefined();
  });
});

test("decodeEntities leaves alone what is no entity", () => {
  expect(decodeEntities("a & b &unknown; &#x110000;")).toBe("a & b &unknown; &#x110000;");
});
