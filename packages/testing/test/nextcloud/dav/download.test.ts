import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

const servers = await startMockServers({ services: ["nextcloud"] });
afterAll(() => servers.close());
const anna = as(servers.nextcloud, "anna");
const plain = { "accept-encoding": "identity" };
let etag = "";

beforeAll(async () => {
  etag = (await anna.dav("PUT", "/a.txt", {}, "xyz 0123456789")).headers.get("etag") ?? "";
  await anna.dav("PUT", "/long.txt", {}, "a".repeat(3000));
  await anna.dav("MKCOL", "/d");
});

const get = async (range: string) => {
  const response = await anna.dav("GET", "/a.txt", { ...plain, range });
  return [response.status, response.headers.get("content-range"), await response.text()];
};

describe("GET", () => {
  it("sends the content with its length, type and ETags", async () => {
    const response = await anna.dav("GET", "/a.txt", plain);
    expect(await response.text()).toBe("xyz 0123456789");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-length": "14",
      "content-type": "text/plain;charset=UTF-8",
      etag,
      "oc-etag": etag,
      "content-disposition": "attachment; filename*=UTF-8''a.txt; filename=\"a.txt\"",
    });
  });

  it("sends single ranges", async () => {
    expect(await get("bytes=2-5")).toEqual([206, "bytes 2-5/14", "z 01"]);
    expect(await get("bytes=10-")).toEqual([206, "bytes 10-13/14", "6789"]);
    expect(await get("bytes=-3")).toEqual([206, "bytes 11-13/14", "789"]);
  });

  it.each(["bytes=0-1,3-4", "bytes=0-0"])("sends the whole file for %s", async (range) => {
    expect(await get(range)).toEqual([200, null, "xyz 0123456789"]);
  });

  it("refuses a range beyond the end", async () => {
    const [status, , body] = await get("bytes=1000-");
    expect(status).toBe(416);
    expect(body).toContain("The start offset (1000) exceeded the size of the entity (14)");
  });

  it("answers 304 to what is known", async () => {
    expect((await anna.dav("GET", "/a.txt", { "if-none-match": etag })).status).toBe(304);
  });

  it("compresses text, with a weak ETag that is no good as a condition", async () => {
    const response = await anna.dav("GET", "/long.txt", { "accept-encoding": "gzip" });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("content-length")).toBeNull();
    const weak = response.headers.get("etag") ?? "";
    expect(weak).toBe(`W/${response.headers.get("oc-etag")}`);
    expect(await response.text()).toBe("a".repeat(3000));
    expect((await anna.dav("PUT", "/long.txt", { "if-match": weak }, "x")).status).toBe(412);
    const part = await anna.dav("GET", "/long.txt", { "accept-encoding": "gzip", range: "bytes=1-9" });
    expect([part.status, part.headers.get("content-encoding")]).toEqual([206, null]);
  });

  it("is empty for a folder and 404 for nothing", async () => {
    const folder = await anna.dav("GET", "/d");
    expect([folder.status, await folder.text()]).toEqual([200, ""]);
    expect((await anna.dav("GET", "/d/zz")).status).toBe(404);
  });
});
