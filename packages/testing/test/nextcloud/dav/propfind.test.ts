import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

const servers = await startMockServers({ services: ["nextcloud"] });
afterAll(() => servers.close());
const { nextcloud } = servers;
const anna = as(nextcloud, "anna");

beforeAll(async () => {
  await anna.dav("MKCOL", "/docs");
  await anna.dav("MKCOL", "/docs/deep");
  await anna.dav("PUT", "/docs/a.txt", { "x-oc-mtime": "1600000000", "oc-checksum": "SHA1:0000" }, "Hello");
  await anna.dav("PUT", "/docs/deep/b.txt", {}, "B");
});

const hrefs = (xml: string) => [...xml.matchAll(/<d:href>(.*?)<\/d:href>/g)].map(([, href]) => href);
const ask = (...properties: string[]) => {
  const namespaces = 'xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns"';
  return `<?xml version="1.0"?><d:propfind ${namespaces}><d:prop>${properties.map((name) => `<${name}/>`).join("")}</d:prop></d:propfind>`;
};
const propfind = async (path: string, depth: string | undefined, body?: string) => {
  const response = await anna.dav("PROPFIND", path, depth === undefined ? {} : { depth }, body);
  return { status: response.status, xml: await response.text(), dav: response.headers.get("dav") };
};

describe("PROPFIND", () => {
  it("lists as deep as asked, and without a depth everything", async () => {
    const base = "/remote.php/dav/files/anna";
    expect(hrefs((await propfind("/docs", "0")).xml)).toEqual([`${base}/docs/`]);
    expect(hrefs((await propfind("/docs/", "1")).xml)).toEqual([
      `${base}/docs/`,
      `${base}/docs/a.txt`,
      `${base}/docs/deep/`,
    ]);
    for (const depth of ["infinity", undefined]) {
      expect(hrefs((await propfind("", depth)).xml)).toContain(`${base}/docs/deep/b.txt`);
    }
  });

  it("tells the usual properties without a body", async () => {
    const { status, xml, dav } = await propfind("/docs/a.txt", "0");
    expect(status).toBe(207);
    expect(dav).toContain("nc-paginate");
    expect(xml).toContain("<d:getlastmodified>Sun, 13 Sep 2020 12:26:40 GMT</d:getlastmodified>");
    expect(xml).toContain("<d:getcontentlength>5</d:getcontentlength><d:resourcetype/>");
    expect(xml).toMatch(/<d:getetag>&quot;[0-9a-f]{32}&quot;<\/d:getetag>/);
    expect(xml).not.toContain("404");
  });

  it("tells only what was asked, and lists under 404 what is not known or not set", async () => {
    const body = ask("d:displayname", "oc:size", "nc:note", "oc:bogus").replace(
      "<oc:bogus/>",
      '<x:foo xmlns:x="urn:mine"/>',
    );
    const { xml } = await propfind("/docs/a.txt", "0", body);
    expect(xml).toContain(
      "<d:propstat><d:prop><d:displayname>a.txt</d:displayname><oc:size>5</oc:size></d:prop>" +
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat>" +
        '<d:propstat><d:prop><nc:note/><x1:foo xmlns:x1="urn:mine"/></d:prop>' +
        "<d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>",
    );
  });

  it("knows files and folders apart", async () => {
    const names = [
      "oc:permissions",
      "oc:size",
      "nc:contained-file-count",
      "nc:upload_time",
      "oc:checksums",
      "oc:fileid",
      "oc:id",
    ];
    const folder = (await propfind("/docs", "0", ask(...names))).xml;
    expect(folder).toContain("<oc:permissions>RGDNVCK</oc:permissions><oc:size>6</oc:size>");
    expect(folder).toContain("<nc:contained-file-count>1</nc:contained-file-count>");
    expect(folder).toContain("<nc:upload_time/><oc:checksums/>");
    const file = (await propfind("/docs/a.txt", "0", ask(...names))).xml;
    expect(file).toContain("<oc:permissions>RGDNVW</oc:permissions>");
    expect(file).toContain("<oc:checksums><oc:checksum>SHA1:0000</oc:checksum></oc:checksums>");
    const [, id = ""] = /<oc:fileid>(\d+)</.exec(file) ?? [];
    expect(file).toContain(`<oc:id>${id.padStart(8, "0")}ocfake0test1</oc:id>`);
  });

  it("says -3 for an unlimited quota, and nothing of it for files", async () => {
    const body = ask("d:quota-available-bytes");
    expect((await propfind("/docs", "0", body)).xml).toContain(
      "<d:quota-available-bytes>-3</d:quota-available-bytes>",
    );
    expect((await propfind("/docs/a.txt", "0", body)).xml).toContain(
      "<d:quota-available-bytes/></d:prop><d:status>HTTP/1.1 404",
    );
  });

  it("encodes hrefs in lower case and leaves some marks alone, and keeps names composed", async () => {
    await anna.dav("PUT", `/${encodeURIComponent("nfd-e\u0301 #%?+&'()@:.txt")}`, {}, "x");
    const { xml } = await propfind("/", "1", ask("d:displayname"));
    expect(hrefs(xml)).toContain("/remote.php/dav/files/anna/nfd-%c3%a9%20%23%25%3f%2b%26%27()@:.txt");
    expect(xml).toContain("<d:displayname>nfd-\u00e9 #%?+&amp;'()@:.txt</d:displayname>");
  });

  it("finds nothing where nothing is", async () => {
    const { status, xml } = await propfind("/zz", "0");
    expect(status).toBe(404);
    expect(xml).toContain("<s:exception>Sabre\\DAV\\Exception\\NotFound</s:exception>");
    expect(xml).toContain("<s:message>File with name //zz could not be located</s:message>");
  });

  it("refuses a body that is no XML", async () => {
    expect((await propfind("/", "0", "<d:propfind")).status).toBe(400);
  });

  it("shows another user's home as an empty folder, and none for a ghost", async () => {
    const headers = { authorization: anna.authorization, depth: "1" };
    const other = await fetch(`${nextcloud.url}/remote.php/dav/files/ben/`, { method: "PROPFIND", headers });
    expect(other.status).toBe(207);
    const xml = await other.text();
    expect(hrefs(xml)).toEqual(["/remote.php/dav/files/ben/"]);
    expect(xml).toContain("<d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop>");
    const ghost = await fetch(`${nextcloud.url}/remote.php/dav/files/ghost/`, {
      method: "PROPFIND",
      headers,
    });
    expect(await ghost.text()).toContain("Principal with name ghost not found");
  });

  it("echoes the user id as it was written", async () => {
    const headers = { authorization: anna.authorization, depth: "0" };
    const response = await fetch(`${nextcloud.url}/remote.php/dav/files/ANNA/docs`, {
      method: "PROPFIND",
      headers,
    });
    expect(hrefs(await response.text())).toEqual(["/remote.php/dav/files/ANNA/docs/"]);
  });
});

describe("other methods", () => {
  it.each(["LOCK", "POST", "SEARCH"])("%s is not implemented", async (method) => {
    const response = await anna.dav(method, "/docs/a.txt");
    expect(response.status).toBe(501);
    expect(await response.text()).toContain(
      `no plugin in the system that was willing to handle this ${method} method`,
    );
  });

  it("OPTIONS tells the methods and abilities", async () => {
    const response = await anna.dav("OPTIONS", "/");
    expect(response.headers.get("allow")).toContain("MOVE");
    expect(response.headers.get("dav")).toContain("extended-mkcol");
  });
});

describe("a listing in pages", () => {
  const page = async (headers: Record<string, string>) => {
    const paginate = { depth: "1", "x-nc-paginate": "true", "x-nc-paginate-count": "2", ...headers };
    const answer = await anna.dav("PROPFIND", "/docs", paginate);
    return { headers: answer.headers, xml: await answer.text() };
  };
  const tokenOf = ({ headers }: { headers: Headers }) => headers.get("x-nc-paginate-token") ?? "";

  it("counts the folder itself, and tells its token and total with the first page only", async () => {
    const first = await page({});
    expect(hrefs(first.xml)).toHaveLength(2);
    expect(first.headers.get("x-nc-paginate-total")).toBe("3");
    const second = await page({ "x-nc-paginate-token": tokenOf(first), "x-nc-paginate-offset": "1" });
    expect(hrefs(second.xml)).toHaveLength(2);
    expect(second.headers.get("x-nc-paginate-token")).toBeNull();
    expect(second.headers.get("x-nc-paginate-total")).toBeNull();
  });

  it("has dates of PHP's on its later pages", async () => {
    const first = await page({});
    expect(first.xml).toContain("<d:getlastmodified>Sun, 13 Sep 2020 12:26:40 GMT</d:getlastmodified>");
    const second = await page({ "x-nc-paginate-token": tokenOf(first), "x-nc-paginate-offset": "1" });
    expect(second.xml).toContain(
      "<d:getlastmodified><time><date>2020-09-13 12:26:40.000000</date><timezone_type>3</timezone_type><timezone>UTC</timezone></time></d:getlastmodified>",
    );
  });

  it("begins anew with a token nobody knows", async () => {
    const { headers } = await page({ "x-nc-paginate-token": "bogus" });
    expect(headers.get("x-nc-paginate-token")).not.toBeNull();
  });
});
