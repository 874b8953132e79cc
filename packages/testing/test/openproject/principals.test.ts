import { afterAll, expect, it } from "vitest";
import { startMockServers } from "../../src/index.js";
import { as, failure, filter, href, ids } from "./as.js";

const servers = await startMockServers({ services: ["openproject"] });
afterAll(() => servers.close());
const admin = as(servers.openproject, "admin");
const ben = as(servers.openproject, "ben");

it("lists placeholders among the principals, and lets them be members", async () => {
  const { body: placeholder } = await admin("POST", "/placeholder_users", { name: "A tester" });
  expect(ids(await admin("GET", `/principals?${filter("any_name_attribute", "~", "a test")}`))).toEqual([
    placeholder.id,
  ]);
  expect(await admin("GET", `/principals/${placeholder.id}`)).toMatchObject({
    status: 200,
    body: { _type: "PlaceholderUser", name: "A tester" },
  });
  await admin("POST", "/projects", { name: "Alpha", identifier: "alpha" });
  const { body: project } = await admin("GET", "/projects/alpha");
  const membership = await admin("POST", "/memberships", {
    _links: {
      principal: href(`placeholder_users/${placeholder.id}`),
      project: href(`projects/${project.id}`),
      roles: [href("roles/4")],
    },
  });
  expect(membership).toMatchObject({
    status: 201,
    body: {
      _links: { principal: { href: `/api/v3/placeholder_users/${placeholder.id}`, title: "A tester" } },
    },
  });
});

it("knows no principal of a number nobody has", async () => {
  expect(await ben("GET", "/principals/4040")).toMatchObject(failure(404, "NotFound"));
});
