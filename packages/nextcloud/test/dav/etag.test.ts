import { expect, test } from "vitest";
import { bareEtag, quoteEtag } from "../../src/dav/etag.js";

test("an etag is bare in the model and quoted on the wire, weak or not", () => {
  for (const wire of ['"abc"', 'W/"abc"', "abc"]) {
    expect(bareEtag(wire)).toBe("abc");
    expect(quoteEtag(wire)).toBe('"abc"');
  }
});
