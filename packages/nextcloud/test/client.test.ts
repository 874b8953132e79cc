import {
  ConfigurationError,
  InvalidInputError,
  NetworkError,
  ResponseError,
  UnauthorizedError,
} from "@platformq/resilience";
import { describe, expect, test } from "vitest";
import { NextcloudClient, NextcloudError } from "../src/index.js";
import { startNextcloud } from "./fake-nextcloud.js";

describe("options", () => {
  test("that are missing or empty are named all at once", () => {
    const make = () => new NextcloudClient({ baseUrl: "", username: "", password: "" });
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow("The nextcloud client needs baseUrl, username, password");
  });

  test("that are wrong are named too", () => {
    expect(() => new NextcloudClient({ baseUrl: "cloud", username: "a", password: "b" })).toThrow(
      /baseUrl must/,
    );
  });
});

test("bad input is refused in the promise, where whoever collects promises finds it, and nothing is sent", async () => {
  await using server = await startNextcloud();
  const { client } = server;
  const sent = server.fake.requests.length;
  const results = await Promise.allSettled([
    client.groups.delete(""),
    client.users.get(".."),
    client.comments.delete(Number.NaN, 1),
    client.files.upload("a//b.txt", "text"),
    client.files.list("../other"),
    client.trash.delete(".."),
  ]);
  const refused = { status: "rejected", reason: expect.any(InvalidInputError) };
  expect(results).toEqual(results.map(() => refused));
  expect(server.fake.requests).toHaveLength(sent);
});

describe("testConnection", () => {
  test("reports account, version and time", async () => {
    await using server = await startNextcloud();
    expect(await server.client.testConnection()).toEqual({
      service: "nextcloud",
      account: "admin",
      latencyMs: expect.any(Number),
      version: expect.stringMatching(/^32\./),
    });
  });

  test("tells a wrong password, and tries one again that was refused before", async () => {
    await using server = await startNextcloud();
    const client = server.connect({ password: "wrong" });
    await expect(client.testConnection()).rejects.toBeInstanceOf(UnauthorizedError);
    server.fake.state.users.set("admin", server.fake.state.addUser({ id: "admin", password: "wrong" }));
    expect(await client.testConnection()).toMatchObject({ account: "admin" });
  });

  test("tells a dead server with one attempt", async () => {
    const server = await startNextcloud();
    const client = server.connect();
    await server[Symbol.asyncDispose]();
    const error = await client.testConnection().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: "ECONNREFUSED", attempts: 1, outcome: "not-sent" });
  });

  test("tells a server that is too old", async () => {
    await using server = await startNextcloud();
    const version = { major: 20, minor: 0, micro: 1, string: "20.0.1" };
    const body = { ocs: { meta: { statuscode: 200 }, data: { version, capabilities: [] } } };
    server.faults.next({ match: "capabilities", status: 200, body });
    const error = await server.client.testConnection().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ code: "UNSUPPORTED_VERSION", message: expect.stringContaining("20.0.1") });
  });
});

test("every error of the client carries its brand", async () => {
  await using server = await startNextcloud();
  await expect(server.client.users.get("nobody")).rejects.toBeInstanceOf(NextcloudError);
  await expect(server.client.files.stat("nothing")).rejects.toBeInstanceOf(NextcloudError);
  expect(new TypeError()).not.toBeInstanceOf(NextcloudError);
});

test("works below a folder of the server", async () => {
  await using server = await startNextcloud({ path: "/nextcloud" });
  await server.client.files.createFolder("Projects/Alpha", { recursive: true });
  expect((await server.client.files.list("Projects")).items.map(({ path }) => path)).toEqual([
    "/Projects/Alpha",
  ]);
});

test("a closed client refuses calls", async () => {
  await using server = await startNextcloud();
  await server.client.close();
  await expect(server.client.users.me()).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
});
