import {
  ConfigurationError,
  InvalidInputError,
  NetworkError,
  ResponseError,
  silentLogger,
  UnauthorizedError,
} from "@platformq/resilience";
import { describe, expect, test } from "vitest";
import { ZulipClient, ZulipError } from "../src/index.js";
import { startZulip } from "./fake-zulip.js";

test("options that are missing or empty are named all at once", () => {
  const make = () => new ZulipClient({ baseUrl: "", email: "", apiKey: "" });
  expect(make).toThrow(ConfigurationError);
  expect(make).toThrow("The zulip client needs baseUrl, email, apiKey");
});

test("an API key is fetched for a password, before there is a client", async () => {
  await using server = await startZulip();
  const options = { baseUrl: server.client.baseUrl, retry: false } as const;
  const username = "admin@example.com";
  const { email, api_key } = await ZulipClient.fetchApiKey(options, { username, password: "correct horse" });
  expect(email).toBe(username);
  expect(server.fake.requests.at(-1)?.headers).not.toHaveProperty("authorization");
  await using client = new ZulipClient({ ...options, email, apiKey: api_key });
  expect(await client.users.me()).toMatchObject({ email: username });
  await expect(ZulipClient.fetchApiKey(options, { username, password: "wrong" })).rejects.toMatchObject({
    code: "AUTHENTICATION_FAILED",
    message: expect.not.stringContaining("wrong"),
  });
});

test("bad input is refused in the promise, where whoever collects promises finds it, and nothing is sent", async () => {
  await using server = await startZulip();
  const { client } = server;
  const sent = server.fake.requests.length;
  const results = await Promise.allSettled([
    client.users.getByEmail(""),
    client.messages.delete(Number.NaN),
    client.messages.send({ type: "direct", to: [], content: "Hello" }),
    client.emoji.deactivate(".."),
  ]);
  const refused = { status: "rejected", reason: expect.any(InvalidInputError) };
  expect(results).toEqual(results.map(() => refused));
  expect(server.fake.requests).toHaveLength(sent);
});

describe("testConnection", () => {
  test("reports account, version and time", async () => {
    await using server = await startZulip();
    expect(await server.client.testConnection()).toEqual({
      service: "zulip",
      account: "admin@example.com",
      latencyMs: expect.any(Number),
      version: "11.0",
    });
  });

  test("tells a wrong key, and tries one again that was refused before", async () => {
    await using server = await startZulip();
    const apiKey = "0".repeat(32);
    const client = server.connect({ apiKey });
    await expect(client.testConnection()).rejects.toBeInstanceOf(UnauthorizedError);
    await expect(client.users.me()).rejects.toMatchObject({ code: "CREDENTIAL_REJECTED" });
    const admin = server.fake.state.findUserByEmail("admin@example.com");
    if (admin) admin.api_key = apiKey;
    expect(await client.testConnection()).toMatchObject({ account: "admin@example.com" });
  });

  test("tells a dead server with one attempt", async () => {
    const server = await startZulip();
    const client = server.connect();
    await server[Symbol.asyncDispose]();
    const error = await client.testConnection().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: "ECONNREFUSED", attempts: 1, outcome: "not-sent" });
  });

  test("tells a server that is too old", async () => {
    await using server = await startZulip();
    const body = { result: "success", msg: "", zulip_version: "5.0", zulip_feature_level: 120 };
    server.faults.next({ match: "server_settings", status: 200, body });
    const error = await server.client.testConnection().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({
      code: "UNSUPPORTED_VERSION",
      message: expect.stringContaining("Zulip 5.0"),
    });
  });
});

test("every error of the client carries its brand", async () => {
  await using server = await startZulip();
  await expect(server.client.users.get(404)).rejects.toBeInstanceOf(ZulipError);
  expect(new TypeError()).not.toBeInstanceOf(ZulipError);
});

test("a closed client refuses calls", async () => {
  await using server = await startZulip();
  await server.client.close();
  await expect(server.client.users.me()).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
});

test("what fails while it ends keeps nothing else open, and is logged", async () => {
  await using server = await startZulip();
  const logged: object[] = [];
  const client = server.connect({ logger: { ...silentLogger, debug: (details) => logged.push(details) } });
  const stream = client.events.stream({ event_types: ["message"] });
  await stream.ready();
  await client.typing.start({ type: "direct", to: [11] });
  server.faults.next({ match: "/typing", status: 400 });
  await client.close();
  expect(logged).toContainEqual({ op: "stop", err: expect.objectContaining({ status: 400 }) });
  expect(
    server.fake.requests.some(({ method, path }) => `${method} ${path}` === "DELETE /api/v1/events"),
  ).toBe(true);
  await expect(client.users.me()).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
});
