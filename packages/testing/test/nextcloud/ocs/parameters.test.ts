import { describe, expect, it } from "vitest";
import { readIncoming } from "../../../src/incoming.js";
import { Parameters } from "../../../src/nextcloud/ocs/parameters.js";

async function parameters(query: string, body?: string, type = "application/x-www-form-urlencoded") {
  const init = body === undefined ? {} : { method: "POST", body, headers: { "content-type": type } };
  const incoming = await readIncoming(new Request(`http://nextcloud.test/?${query}`, init), "");
  if (incoming === undefined) throw new Error("not below the base URL");
  return new Parameters(incoming);
}
const internalError = expect.objectContaining({ statuscode: 996 });

describe("Parameters", () => {
  it("of the body replace those of the query", async () => {
    const both = await parameters("a=query&b=query", "b=body");
    expect([both.text("a"), both.text("b"), both.text("c")]).toEqual(["query", "body", undefined]);
  });

  it("with brackets are lists, and of a repeated plain name the last one stays", async () => {
    const read = await parameters("a[]=1&a[]=2&b[0]=x&c=1&c=2");
    expect([read.texts("a"), read.texts("b"), read.text("c")]).toEqual([["1", "2"], ["x"], "2"]);
  });

  it("that are no numbers count as 0", async () => {
    const read = await parameters("limit=abc&offset=7");
    expect([read.integer("limit"), read.integer("offset"), read.integer("none")]).toEqual([0, 7, undefined]);
  });

  it("of JSON have to be text where text is expected, and null counts as left out", async () => {
    const read = await parameters("", '{"flag":true,"number":7,"none":null,"text":"x"}', "application/json");
    expect(() => read.text("flag")).toThrow(internalError);
    expect(() => read.text("number")).toThrow(internalError);
    expect([read.text("none"), read.has("none"), read.text("text"), read.integer("number")]).toEqual([
      undefined,
      false,
      "x",
      7,
    ]);
  });

  it("that are required and missing are a type error", async () => {
    const none = await parameters("");
    expect(() => none.requiredText("userid")).toThrow(internalError);
  });
});
