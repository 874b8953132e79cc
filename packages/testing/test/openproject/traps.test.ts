import { deflateSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { as, failure, href } from "./as.js";

let servers: MockServers<"openproject">;
let admin: ReturnType<typeof as>;
let project: number;
let one: number;
let other: number;

beforeEach(async () => {
  servers = await startMockServers({ services: ["openproject"] });
  admin = as(servers.openproject, "admin");
  project = Number((await admin("POST", "/projects", { name: "Alpha" })).body.id);
  const create = async (subject: string) =>
    Number((await admin("POST", `/projects/${project}/work_packages`, { subject })).body.id);
  one = await create("one");
  other = await create("other");
});
afterEach(() => servers.close());

it("a copy is a redirect to its job, which takes its time", async () => {
  const response = await fetch(`${servers.openproject.url}/api/v3/projects/${project}/copy`, {
    method: "POST",
    redirect: "manual",
    headers: {
      authorization: `Basic ${btoa("apikey:opapi-test-admin")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ name: "Beta" }),
  });
  expect(response.status).toBe(302);
  expect(await response.text()).toBe("");
  const job = response.headers.get("location")?.replace("/api/v3", "") ?? "";
  const states: unknown[] = [];
  for (let i = 0; i < 2; i++) states.push((await admin("GET", job)).body.status);
  expect(states).toEqual(["in_process", "success"]);
});

it("a relation needs both ends in its body, and some types are turned round", async () => {
  const path = `/work_packages/${one}/relations`;
  const to = href(`work_packages/${other}`);
  expect((await admin("POST", path, { type: "follows", _links: { to } })).status).toBe(422);
  const from = href(`work_packages/${one}`);
  const { body } = await admin("POST", path, { type: "precedes", _links: { from, to } });
  expect(body).toMatchObject({ type: "follows", _links: { from: { href: to.href } } });
  expect(await admin("POST", path, { type: "relates", _links: { from, to } })).toMatchObject(
    failure(409, "UpdateConflict"),
  );
});

it("a comment is formattable when written, and on old servers plain when changed", async () => {
  const path = `/work_packages/${one}/activities`;
  expect((await admin("POST", path, { comment: "plain" })).status).toBe(422);
  const { id } = (await admin("POST", path, { comment: { raw: "x" } })).body;
  expect((await admin("PATCH", `/activities/${id}`, { comment: { raw: "y" } })).status).toBe(200);
  servers.openproject.fake.state.plainComments = true;
  expect((await admin("PATCH", `/activities/${id}`, { comment: { raw: "z" } })).status).toBe(400);
  expect((await admin("PATCH", `/activities/${id}`, { comment: "z" })).status).toBe(200);
});

it("hours are durations", async () => {
  const body = { spentOn: "2026-05-01", _links: { workPackage: href(`work_packages/${one}`) } };
  for (const hours of ["8", 8]) {
    expect(await admin("POST", "/time_entries", { ...body, hours })).toMatchObject(
      failure(422, "PropertyFormatError", "hours"),
    );
  }
  expect((await admin("POST", "/time_entries", { ...body, hours: "PT8H" })).status).toBe(201);
});

it("a group's members are replaced", async () => {
  const { id } = (await admin("POST", "/groups", { name: "A", _links: { members: [href("users/5")] } })).body;
  const { body } = await admin("PATCH", `/groups/${id}`, { _links: { members: [href("users/6")] } });
  expect(body._links).toMatchObject({ members: [{ href: "/api/v3/users/6" }] });
});

it("previews take plain text only", async () => {
  expect((await admin("POST", "/render/markdown", { text: "x" })).status).toBe(415);
});

it("tokens are for applications with the right secret", async () => {
  const { state } = servers.openproject.fake;
  state.oauthApplications.set("app", { secret: "right", userId: 5 });
  const ask = (secret: string) =>
    fetch(`${servers.openproject.url}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "app",
        client_secret: secret,
        scope: "api_v3",
      }),
    });
  expect((await ask("wrong")).status).toBe(401);
  expect(await (await ask("right")).json()).toMatchObject({ token_type: "Bearer", expires_in: 7200 });
});

it("one's preferences are elsewhere", async () => {
  const response = await fetch(`${servers.openproject.url}/api/v3/my_preferences`, {
    redirect: "manual",
    headers: { authorization: `Basic ${btoa("apikey:opapi-test-admin")}` },
  });
  expect([response.status, response.headers.get("location")]).toEqual([301, "/api/v3/users/me/preferences"]);
});

it("all parameters of any list may come compressed in one", async () => {
  const sortBy = '[["id","desc"]]';
  const eprops = encodeURIComponent(deflateSync(JSON.stringify({ pageSize: 1, sortBy })).toString("base64"));
  for (const path of ["/work_packages", "/projects", "/users"]) {
    const { body } = await admin("GET", `${path}?eprops=${eprops}`);
    expect(body).toMatchObject({ pageSize: 1, count: 1 });
  }
});

it("what is deleted is a stub in a list of other times", async () => {
  await admin("DELETE", `/work_packages/${one}`);
  const { body } = await admin(
    "GET",
    "/work_packages?timestamps=P-1D,PT0S&filters=[]&sortBy=[[%22id%22,%22asc%22]]",
  );
  const elements: object[] = Object(body)._embedded.elements;
  expect(elements[0]).toMatchObject({ id: one, _meta: { exists: false } });
  expect(elements[0]).not.toHaveProperty("subject");
  expect(elements[1]).toMatchObject({ id: other, subject: "other" });
});

it("a refused backup token reads like a refused sign-in", async () => {
  expect(await admin("POST", "/backups", { backupToken: "wrong" })).toMatchObject({ status: 401 });
  expect(await admin("POST", "/backups", {})).toMatchObject({ status: 400 });
  const accepted = await admin("POST", "/backups", { backupToken: "backup-test-admin" });
  expect(accepted).toMatchObject({ status: 202, body: { _type: "Backup", jobStatusId: expect.any(String) } });
});
