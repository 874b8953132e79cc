import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import {
  bytesBody,
  formBody,
  InvalidInputError,
  jsonBody,
  multipartBody,
  streamBody,
} from "../../src/index.js";

describe("bodies", () => {
  it("encode JSON and forms with their content type", () => {
    expect(jsonBody({ a: [1] })).toEqual({
      kind: "bytes",
      bytes: '{"a":[1]}',
      contentType: "application/json",
    });
    expect(jsonBody({}, "application/merge-patch+json").contentType).toBe("application/merge-patch+json");
    expect(
      formBody([
        ["to", "a&b"],
        ["to", "c d"],
      ]),
    ).toMatchObject({
      bytes: "to=a%26b&to=c+d",
      contentType: "application/x-www-form-urlencoded",
    });
    expect(bytesBody("x").contentType).toBeUndefined();
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuse a stream of %d bytes", (length) => {
    expect(() => streamBody(() => [] as never, length)).toThrow(InvalidInputError);
  });
});

describe("a multipart body", () => {
  const read = async (body: ReturnType<typeof multipartBody>): Promise<string> => {
    if (body.kind !== "stream") throw new Error("a multipart body is a stream");
    const once = await text(body.open());
    expect(await text(body.open())).toBe(once);
    expect(Buffer.byteLength(once)).toBe(body.lengthBytes);
    return once;
  };

  it("can be read by every parser of form data", async () => {
    const form = new FormData();
    form.append("metadata", '{"fileName":"Übersicht.txt"}');
    form.append("file", new Blob(["hello\r\n--not-a-boundary"], { type: "text/plain" }), "Übersicht.txt");
    const body = multipartBody(form);
    const headers = { "content-type": body.contentType ?? "" };
    const received = await new Response(await read(body), { headers }).formData();
    expect(received.get("metadata")).toBe('{"fileName":"Übersicht.txt"}');
    const file = received.get("file");
    if (!(file instanceof File)) throw new Error("the file came back as text");
    expect([file.name, file.type, await file.text()]).toEqual([
      "Übersicht.txt",
      "text/plain",
      "hello\r\n--not-a-boundary",
    ]);
  });

  it("does not let a name or a file name write headers of its own", async () => {
    const form = new FormData();
    form.append('a"\r\nX-Evil: 1', "v");
    form.append("file", new Blob(["x"]), 'b"\r\nContent-Type: text/html');
    const written = await read(multipartBody(form));
    expect(written).toContain('name="a%22%0D%0AX-Evil: 1"');
    expect(written).toContain('filename="b%22%0D%0AContent-Type: text/html"');
    expect(written).not.toMatch(/^X-Evil/m);
    expect(written).toContain("Content-Type: application/octet-stream");
  });
});
