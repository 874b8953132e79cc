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

  const type = (operator: string, text: string) =>
    `<d:${operator}><d:prop><d:getcontenttype/></d:prop><d:literal>${text}</d:literal></d:${operator}>`;
  const not = (condition: string) => `<d:not>${condition}</d:not>`;

  it("knows of a media type the whole and the part before the slash", async () => {
    for (const where of [type("like", "image/p%"), type("like", "%image%"), type("like", "%/png")]) {
      const response = await search(body(where));
      expect(response.status).toBe(500);
      expect(await response.text()).toContain("<s:exception>InvalidArgumentException</s:exception>");
    }
    for (const where of [type("like", "image/%"), type("eq", "image/png"), not(type("like", "image/%"))]) {
      expect((await search(body(where))).status).toBe(207);
    }
  });

  it("negates comparisons, and nothing else", async () => {
    expect(await names(await search(body(not(like("rep%")))))).toContain("a%b");
    const all = like("%");
    for (const group of [not(all), `<d:and>${all}${all}</d:and>`, `<d:or>${all}${all}</d:or>`]) {
      expect((await search(body(not(group)))).status).toBe(500);
      expect((await search(body(`<d:and>${all}${not(group)}</d:and>`))).status).toBe(500);
    }
  });

  it("finds favourites whatever it is asked for, and cannot negate it", async () => {
    const set = "<d:set><d:prop><oc:favorite>1</oc:favorite></d:prop></d:set>";
    const xml = `<d:propertyupdate xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">${set}</d:propertyupdate>`;
    await anna.dav("PROPPATCH", "/rep2", {}, xml);
    const favorite = (value: string) =>
      `<d:eq><d:prop><oc:favorite/></d:prop><d:literal>${value}</d:literal></d:eq>`;
    for (const value of ["yes", "no"])
      expect(await names(await search(body(favorite(value))))).toEqual(["rep2"]);
    expect(await names(await search(body(not(favorite("yes")))))).toEqual([]);
  });

  it("is as particular about case as the comparison", async () => {
    const equal = (text: string) =>
      `<d:eq><d:prop><d:displayname/></d:prop><d:literal>${text}</d:literal></d:eq>`;
    expect(await names(await search(body(equal("REP1"))))).toEqual([]);
    expect(await names(await search(body(equal("rep1"))))).toEqual(["rep1"]);
    expect(await names(await search(body(like("REP1"))))).toEqual(["rep1"]);
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
