import { describe, expect, test } from "vitest";
import { fileInfo } from "../../src/dav/file-info.js";
import { asMultistatus } from "../../src/dav/multistatus.js";

const context = {
  label: "PROPFIND /",
  errorContext: () => ({ service: "nextcloud" }),
  scrub: (text: string) => text,
};

function read(body: string) {
  const headers = { "content-type": "application/xml; charset=utf-8" };
  return asMultistatus((response) => response).read(
    { status: 207, statusText: "", headers, body: Buffer.from(body) },
    context,
  );
}

function multistatus(href: string, properties: string): string {
  return `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:response>
    <d:href>${href}</d:href>
    <d:propstat><d:prop>${properties}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>
    <d:propstat><d:prop><oc:size>1</oc:size></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>
  </d:response></d:multistatus>`;
}

describe("a multistatus", () => {
  test("has decoded paths, below whatever folder the server is installed in", () => {
    const [response] = read(multistatus("/cloud/remote.php/dav/files/b%c3%a9n/a%23b%20%28c%29/", ""));
    expect(response?.path).toBe("/files/bén/a#b (c)");
  });

  test("has only the properties that were found", () => {
    const [response] = read(multistatus("/remote.php/dav/files/ben", "<oc:fileid>7</oc:fileid>"));
    expect([...(response?.properties.keys() ?? [])]).toEqual(["{http://owncloud.org/ns}fileid"]);
  });

  test("is refused when it is cut, of another kind, or about something else", () => {
    expect(() => read("<html><body>Sign in</body></html>")).toThrow(/broken XML or foreign/);
    expect(() => read(multistatus("/elsewhere/file", ""))).toThrow(/not below remote.php/);
    expect(() => read(multistatus("/remote.php/dav/files/ben/%zz", ""))).toThrow(/broken XML or foreign/);
  });
});

describe("a file's dates", () => {
  const dateOf = (property: string): Date => {
    const [response] = read(multistatus("/remote.php/dav/files/ben/a", property));
    if (response === undefined) throw new Error("no response");
    return fileInfo(response).lastModified;
  };

  test("are read from HTTP's form", () => {
    const property = "<d:getlastmodified>Sun, 13 Sep 2020 12:26:42 GMT</d:getlastmodified>";
    expect(dateOf(property)).toEqual(new Date("2020-09-13T12:26:42Z"));
  });

  test("are read from PHP's form, which the later pages of a listing have", () => {
    const php =
      "<time><date>2020-09-13 12:26:42.000000</date><timezone_type>3</timezone_type><timezone>UTC</timezone></time>";
    expect(dateOf(`<d:getlastmodified>${php}</d:getlastmodified>`)).toEqual(new Date("2020-09-13T12:26:42Z"));
  });
});
