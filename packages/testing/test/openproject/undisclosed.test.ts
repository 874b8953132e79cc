import { afterAll, expect, it } from "vitest";
import { startMockServers } from "../../src/index.js";
import { as, href } from "./as.js";

const servers = await startMockServers({ services: ["openproject"] });
afterAll(() => servers.close());
const admin = as(servers.openproject, "admin");
const ben = as(servers.openproject, "ben");
const UNDISCLOSED = { href: "urn:openproject-org:api:v3:undisclosed" };

/** A project below one that Ben does not see, where he may do everything. */
async function createChild(): Promise<{ id: unknown; parentId: unknown }> {
  const { body: parent } = await admin("POST", "/projects", { name: "Secret" });
  const links = { parent: href(`projects/${parent.id}`) };
  const { body: child } = await admin("POST", "/projects", { name: "Seen", _links: links });
  const [principal, project] = [href("users/6"), href(`projects/${child.id}`)];
  await admin("POST", "/memberships", { _links: { principal, project, roles: [href("roles/3")] } });
  return { id: child.id, parentId: parent.id };
}

it("hides where a link to an invisible project leads, and keeps it when that is sent back", async () => {
  const { id, parentId } = await createChild();
  expect((await ben("GET", `/projects/${id}`)).body).toMatchObject({
    _links: { parent: UNDISCLOSED, ancestors: [UNDISCLOSED] },
  });
  const changed = await ben("PATCH", `/projects/${id}`, { name: "Changed", _links: { parent: UNDISCLOSED } });
  expect(changed).toMatchObject({ status: 200, body: { name: "Changed" } });
  expect((await admin("GET", `/projects/${id}`)).body).toMatchObject({
    _links: { parent: { href: `/api/v3/projects/${parentId}` } },
  });
});

it("hides work packages of invisible projects in the same way", async () => {
  const { id, parentId } = await createChild();
  const create = async (project: unknown, links: object = {}) => {
    const _links = { project: href(`projects/${project}`), type: href("types/1"), ...links };
    return (await admin("POST", "/work_packages", { subject: "x", _links })).body;
  };
  const above = await create(parentId);
  const below = await create(id, { parent: href(`work_packages/${above.id}`) });
  expect((await ben("GET", `/work_packages/${below.id}`)).body).toMatchObject({
    _links: { parent: UNDISCLOSED },
  });
});
