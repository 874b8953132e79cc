import {
  ConfigurationError,
  InvalidInputError,
  NetworkError,
  ResponseError,
  UnauthorizedError,
} from "@platformq/resilience";
import { describe, expect, test } from "vitest";
import { linkId, OpenProjectClient, UNDISCLOSED, User } from "../src/index.js";
import { startOpenProject } from "./fake-openproject.js";

test("options that are missing or empty are named all at once", () => {
  const make = () => new OpenProjectClient({ baseUrl: "", apiKey: "" });
  expect(make).toThrow(ConfigurationError);
  expect(make).toThrow("The openproject client needs baseUrl, apiKey");
});

test("bad input is refused in the promise, where whoever collects promises finds it, and nothing is sent", async () => {
  await using server = await startOpenProject();
  const { client } = server;
  const sent = server.fake.requests.length;
  const results = await Promise.allSettled([
    client.projects.get(""),
    client.users.delete(Number.NaN),
    client.workPackages.get(".."),
  ]);
  const refused = { status: "rejected", reason: expect.any(InvalidInputError) };
  expect(results).toEqual(results.map(() => refused));
  expect(server.fake.requests).toHaveLength(sent);
});

describe("testConnection", () => {
  test("reports account and time, and the version to administrators only", async () => {
    await using server = await startOpenProject();
    const report = { service: "openproject", latencyMs: expect.any(Number) };
    expect(await server.client.testConnection()).toEqual({ ...report, account: "admin", version: "17.0.1" });
    const ben = server.connect({ apiKey: "opapi-test-ben" });
    expect(await ben.testConnection()).toEqual({ ...report, account: "ben" });
  });

  test("tells a wrong key, and tries one again that was refused before", async () => {
    await using server = await startOpenProject();
    const client = server.connect({ apiKey: "opapi-new" });
    await expect(client.testConnection()).rejects.toBeInstanceOf(UnauthorizedError);
    await expect(client.users.me()).rejects.toMatchObject({ code: "CREDENTIAL_REJECTED" });
    const admin = server.fake.state.findUserByLogin("admin");
    if (admin) admin.apiKey = "opapi-new";
    expect(await client.testConnection()).toMatchObject({ account: "admin" });
  });

  test("tells a dead server with one attempt", async () => {
    const server = await startOpenProject();
    const client = server.connect();
    await server[Symbol.asyncDispose]();
    const error = await client.testConnection().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: "ECONNREFUSED", attempts: 1, outcome: "not-sent" });
  });

  test("tells a server that is too old", async () => {
    await using server = await startOpenProject();
    server.faults.next({ match: /v3$/, status: 200, body: { _type: "Root", coreVersion: "11.2.0" } });
    const error = await server.client.testConnection().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ code: "UNSUPPORTED_VERSION", message: expect.stringContaining("11.2.0") });
  });
});

test("an anonymous answer is no connection", async () => {
  await using server = await startOpenProject({ loginRequired: false });
  // A proxy that takes the credentials away.
  const client = server.connect({ fetch: (url, init) => fetch(url, { ...init, headers: {} }) });
  const error = await client.testConnection().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnauthorizedError);
  expect(error).toMatchObject({ code: "ANONYMOUS", message: expect.stringContaining("proxy") });
});

describe("follow", () => {
  test("gets what a link leads to, in a folder of the server too, under one name in the metrics", async () => {
    await using server = await startOpenProject({ path: "/openproject" });
    const { client } = server;
    await client.projects.create({ name: "Apollo" });
    const created = await client.workPackages.create({ project: "apollo", subject: "x", responsible: "me" });
    expect(await client.follow(created._links.responsible, User)).toMatchObject({ login: "admin" });
    expect(await client.follow(created._links.project)).toMatchObject({ _type: "Project" });
    server.faults.next({ status: 404 });
    const lost = client.follow({ href: "/openproject/api/v3/users/7" });
    await expect(lost).rejects.toMatchObject({ operation: "GET api/v3/users/{}" });
  });

  test("never fetches what is undisclosed, nor what is empty", async () => {
    await using server = await startOpenProject();
    for (const href of [UNDISCLOSED, null]) {
      await expect(server.client.follow({ href })).rejects.toBeInstanceOf(InvalidInputError);
    }
    await expect(server.client.follow(undefined)).rejects.toBeInstanceOf(InvalidInputError);
    expect(server.fake.requests).toEqual([]);
  });

  test("never fetches a parent that may not be seen, which can be sent back all the same", async () => {
    await using server = await startOpenProject();
    const { client } = server;
    await client.projects.create({ name: "Secret" });
    const { id } = await client.projects.create({ name: "Seen", parent: "secret" });
    await client.memberships.create({ principal: "ben", project: id, roles: ["Project admin"] });
    const ben = server.connect({ apiKey: "opapi-test-ben" });
    const { parent } = (await ben.projects.get(id))._links;
    expect(parent?.href).toBe(UNDISCLOSED);
    await expect(ben.follow(parent)).rejects.toBeInstanceOf(InvalidInputError);
    await ben.projects.update(id, { description: "new", parent: parent ?? null });
    expect(linkId((await client.projects.get(id))._links.parent)).toEqual(expect.any(Number));
  });

  test("fills in no template, and does nothing but look", async () => {
    await using server = await startOpenProject();
    const { client } = server;
    const pages = { href: "/api/v3/projects?offset={offset}", templated: true };
    await expect(client.follow(pages)).rejects.toBeInstanceOf(InvalidInputError);
    for (const method of ["delete", "post", "PATCH"]) {
      const action = client.follow({ href: "/api/v3/users/4", method });
      await expect(action).rejects.toBeInstanceOf(InvalidInputError);
    }
    expect(server.fake.requests).toEqual([]);
    expect(await client.follow({ href: "/api/v3/users/me", method: "get" })).toMatchObject({ _type: "User" });
  });

  test("keeps a call's own headers from another host, but those it reads by", async () => {
    await using server = await startOpenProject();
    await using other = await startOpenProject({ loginRequired: false });
    const headers = { "CF-Access-Client-Secret": "canary", Accept: "application/json", Range: "bytes=0-" };
    await server.client.follow({ href: `${other.url}/api/v3` }, undefined, { headers });
    const heard = other.fake.requests.at(-1)?.headers;
    expect(heard).toMatchObject({ accept: "application/json", range: "bytes=0-" });
    expect(JSON.stringify(heard)).not.toContain("canary");
  });

  test("keeps the credentials from another host", async () => {
    await using server = await startOpenProject();
    await using other = await startOpenProject();
    const link = { href: `${other.url}/api/v3/users/me` };
    await expect(server.client.follow(link)).rejects.toBeInstanceOf(UnauthorizedError);
    expect(other.fake.requests.at(-1)?.headers).not.toHaveProperty("authorization");
  });
});

test("the key is in the header and nowhere else that can be seen", async () => {
  await using server = await startOpenProject();
  const apiKey = "opapi-canary";
  const error = await server
    .connect({ apiKey })
    .users.me()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnauthorizedError);
  expect(`${error} ${JSON.stringify(error)}`).not.toContain(apiKey);
  const { headers } = server.fake.requests.at(-1) ?? {};
  expect(headers?.authorization).toBe(`Basic ${Buffer.from(`apikey:${apiKey}`).toString("base64")}`);
});

test("a closed client refuses calls", async () => {
  await using server = await startOpenProject();
  await server.client.close();
  await expect(server.client.users.me()).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
});
