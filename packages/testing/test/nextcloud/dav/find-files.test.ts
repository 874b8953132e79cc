import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

let servers: MockServers<"nextcloud">;
let anna: ReturnType<typeof as>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["nextcloud"] });
  anna = as(servers.nextcloud, "anna");
});
afterEach(() => servers.close());

/** Call WebDAV with a path below its root. */
const dav = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(`${servers.nextcloud.url}/remote.php/dav${path}`, {
    method,
    headers: { authorization: anna.authorization, ...headers },
    ...(body !== undefined && { body }),
  });

const body = (where: string, limit = "") =>
  `<d:searchrequest xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns"><d:basicsearch><d:select><d:prop><d:displayname/></d:prop></d:select><d:from><d:scope><d:href>/files/anna</d:href><d:depth>infinity</d:depth></d:scope></d:from><d:where>${where}</d:where><d:orderby><d:order><d:prop><d:displayname/></d:prop><d:ascending/></d:order></d:orderby><d:limit>${limit}</d:limit></d:basicsearch></d:searchrequest>`;
const like = (text: string) =>
  `<d:like><d:prop><d:displayname/></d:prop><d:literal>${text}</d:literal></d:like>`;
const search = (xml: string, type = "text/xml", path = "/") =>
  dav("SEARCH", path, { "content-type": type }, xml);
const names = async (response: Response) =>
  [...(await response.text()).matchAll(/<d:displayname>([^<]*)</g)].map(([, name]) => name);

beforeEach(async () => {
  for (const name of ["rep1", "rep2", "rep3", "a%25b"]) await anna.dav("PUT", `/${name}`, {}, "x");
});

describe("SEARCH", () => {
  it("pages by the offset of one namespace, and ignores that of the others", async () => {
    const limit = (namespace: string) =>
      `<d:nresults>2</d:nresults><s:firstresult xmlns:s="${namespace}">2</s:firstresult>`;
    const ours = "https://github.com/icewind1991/SearchDAV/ns";
    expect(await names(await search(body(like("rep%"), limit(ours))))).toEqual(["rep3"]);
    expect(await names(await search(body(like("rep%"), limit("DAV:"))))).toEqual(["rep1", "rep2"]);
  });

  it("takes a backslash before a wildcard for the character itself", async () => {
    expect(await names(await search(body(like("%\\%%"))))).toEqual(["a%b"]);
  });

  it.each([
    [501, () => search(body(like("%")), "application/json")],
    [501, () => search(body(like("%")), "text/xml", "/files/anna")],
    [500, () => search(body(""))],
    [400, () => search(body("<d:eq><d:prop><oc:tags/></d:prop><d:literal>x</d:literal></d:eq>"))],
    [404, () => search(body(like("%")).replace("/files/anna", "/files/anna/none"))],
    [500, () => search(body(like("%")).replace("/files/anna", "/files/ben"))],
  ])("refuses with %i", async (status, call) => {
    expect((await call()).status).toBe(status);
  });
});

describe("REPORT", () => {
  const report = (rules: string) =>
    anna.dav(
      "REPORT",
      "/",
      {},
      `<oc:filter-files xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><d:displayname/></d:prop><oc:filter-rules>${rules}</oc:filter-rules></oc:filter-files>`,
    );

  it("refuses no rules and a tag that is not there", async () => {
    expect((await report("")).status).toBe(400);
    expect((await report("<oc:systemtag>9</oc:systemtag>")).status).toBe(412);
  });

  it("lists favourites without the folder itself", async () => {
    const set = "<d:set><d:prop><oc:favorite>1</oc:favorite></d:prop></d:set>";
    const xml = `<d:propertyupdate xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">${set}</d:propertyupdate>`;
    expect((await anna.dav("PROPPATCH", "/rep2", {}, xml)).status).toBe(207);
    expect(await names(await report("<oc:favorite>1</oc:favorite>"))).toEqual(["rep2"]);
  });
});

describe("PROPPATCH", () => {
  it("answers 207 even when everything was refused", async () => {
    const set =
      "<d:set><d:prop><d:getlastmodified>1</d:getlastmodified><x:y xmlns:x='urn:x'>z</x:y></d:prop></d:set>";
    const response = await anna.dav(
      "PROPPATCH",
      "/rep1",
      {},
      `<d:propertyupdate xmlns:d="DAV:">${set}</d:propertyupdate>`,
    );
    expect(response.status).toBe(207);
    const text = await response.text();
    expect(text).toContain("403 Forbidden");
    expect(text).toContain("424 Failed Dependency");
  });
});
