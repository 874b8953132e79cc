import { afterEach, beforeEach, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { as, href, ids } from "./as.js";

let servers: MockServers<"openproject">;
let admin: ReturnType<typeof as>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["openproject"] });
  admin = as(servers.openproject, "admin");
});
afterEach(() => servers.close());

async function project(name: string, parent?: number): Promise<number> {
  const _links = parent === undefined ? {} : { parent: href(`projects/${parent}`) };
  return Number((await admin("POST", "/projects", { name, _links })).body.id);
}

it("lists the versions of a project with those that others share with it", async () => {
  const root = await project("root");
  const middle = await project("middle", root);
  const leaf = await project("leaf", middle);
  const side = await project("side", root);
  const far = await project("far");
  const seenBy: Record<string, number[]> = {};
  for (const sharing of ["none", "descendants", "hierarchy", "tree", "system"]) {
    const _links = { definingProject: href(`projects/${middle}`) };
    const { id } = (await admin("POST", "/versions", { name: sharing, sharing, _links })).body;
    seenBy[sharing] = [];
    for (const one of [root, middle, leaf, side, far]) {
      const listed = ids(await admin("GET", `/projects/${one}/versions`));
      if (Array.isArray(listed) && listed.includes(id)) seenBy[sharing].push(one);
    }
    expect(ids(await admin("GET", `/versions/${id}/projects`))).toEqual(seenBy[sharing]);
  }
  expect(seenBy).toEqual({
    none: [middle],
    descendants: [middle, leaf],
    hierarchy: [root, middle, leaf],
    tree: [root, middle, leaf, side],
    system: [root, middle, leaf, side, far],
  });
});
