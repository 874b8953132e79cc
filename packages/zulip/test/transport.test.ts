import {
  BadRequestError,
  type Logger,
  NotFoundError,
  path,
  RateLimitError,
  ResponseError,
  silentLogger,
} from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { ZulipWarning } from "../src/index.js";
import { startZulip } from "./fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;

beforeEach(async () => {
  server = await startZulip();
  return () => server[Symbol.asyncDispose]();
});

const Anything = z.looseObject({});

describe("a request", () => {
  test("is a query for GET and a form for everything else", async () => {
    await server.client.request(
      { method: "GET", path: path`users`, params: { client_gravatar: true } },
      Anything,
    );
    expect(server.fake.requests.at(-1)).toMatchObject({
      path: "/api/v1/users",
      query: { client_gravatar: "true" },
      body: null,
    });
    await server.client.channels.subscribe({ subscriptions: [{ name: "a" }] });
    await server.client.channels.unsubscribe({ subscriptions: ["a"] });
    const { method, headers, query, body } = server.fake.requests.at(-1) ?? {};
    expect(method).toBe("DELETE");
    expect(headers).toMatchObject({ "content-type": "application/x-www-form-urlencoded" });
    expect(query).toEqual({});
    expect(body).toEqual({ subscriptions: '["a"]' });
  });

  test("says first what the server shows as the sender's client", async () => {
    await server.client.users.me();
    expect(server.fake.requests.at(-1)?.headers).toMatchObject({
      "user-agent": expect.stringMatching(/^PlatformQ-Zulip\/\d+\.\d+\.\d+ /),
    });
    await server.connect({ userAgent: "Reminder/2.0" }).users.me();
    expect(server.fake.requests.at(-1)?.headers).toMatchObject({
      "user-agent": expect.stringMatching(/^Reminder\/2\.0 PlatformQ-Zulip\/\d+\.\d+\.\d+ /),
    });
  });
});

describe("an answer", () => {
  const me = () => server.client.users.me();

  test("is a failure when its result says so, whatever the status", async () => {
    const body = { result: "error", msg: "Unknown", code: "UNSUPPORTED_WEBHOOK_EVENT_TYPE" };
    server.faults.next({ status: 200, body });
    const error = await me().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ code: "UNSUPPORTED_WEBHOOK_EVENT_TYPE", outcome: "rejected" });
  });

  test("keeps a code that is newer than this client", async () => {
    server.faults.next({ status: 400, body: { result: "error", msg: "?", code: "FROM_THE_FUTURE" } });
    await expect(me()).rejects.toMatchObject({
      name: "BadRequestError[FROM_THE_FUTURE]",
      code: "FROM_THE_FUTURE",
      vendorCode: "FROM_THE_FUTURE",
    });
  });

  test.each([
    ["STREAM_DOES_NOT_EXIST", "NotFoundError"],
    ["UNAUTHORIZED_PRINCIPAL", "ForbiddenError"],
    ["EXPECTATION_MISMATCH", "ConflictError"],
    ["REALM_UPLOAD_QUOTA", "InsufficientStorageError"],
    ["BAD_REQUEST", "BadRequestError"],
  ])("with code %s is a %s although all come as 400", async (code, name) => {
    server.faults.next({ status: 400, body: { result: "error", msg: "no", code } });
    await expect(me()).rejects.toMatchObject({ name: `${name}[${code}]`, code });
  });

  test("without a code goes by its status", async () => {
    const request = server.client.request({ method: "PUT", path: path`users` }, Anything);
    await expect(request).rejects.toMatchObject({ code: "HTTP_405", vendorCode: undefined });
    const missing = server.client.request({ method: "GET", path: path`no/such/endpoint` }, Anything);
    await expect(missing).rejects.toBeInstanceOf(NotFoundError);
  });

  test("that is a proxy's page is asked for again", async () => {
    server.faults.next({ status: 502 });
    expect((await me()).email).toBe("admin@example.com");
  });

  test.each(["<html>", "", "[]", '"success"'])(
    "that is none of Zulip's says what to check: %j",
    async (body) => {
      server.faults.next({ status: 200, body });
      await expect(me()).rejects.toBeInstanceOf(ResponseError);
    },
  );
});

describe("a rate limit", () => {
  test("is waited out by the fraction of seconds the body names, even by a message", async () => {
    const body = { result: "error", msg: "limit", code: "RATE_LIMIT_HIT", "retry-after": 0.02 };
    server.faults.next({ status: 429, body });
    const { id } = await server.client.messages.send({ type: "direct", to: [11], content: "hi" });
    expect(server.fake.state.messages.size).toBe(1);
    expect(server.fake.state.messages.has(id)).toBe(true);
  });

  test("that is too long is reported with its time", async () => {
    const body = { result: "error", msg: "limit", code: "RATE_LIMIT_HIT", "retry-after": 3600.5 };
    server.faults.next({ status: 429, body });
    const error = await server.client.users.me().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ code: "RATE_LIMIT_HIT", retryAfterMs: 3_600_500 });
  });
});

test("a parameter the server ignored is warned of once", async () => {
  const logged: object[] = [];
  const warnings: ZulipWarning[] = [];
  const logger: Logger = { ...silentLogger, warn: (details) => logged.push(details) };
  const client = server.connect({ logger, onWarning: (warning) => warnings.push(warning) });
  const body = { result: "success", msg: "", streams: [], ignored_parameters_unsupported: ["include_all"] };
  server.faults.next({ status: 200, body, times: 2 });
  await client.channels.list({ include_all: true });
  await client.channels.list({ include_all: true });
  const ignored = { operation: "GET api/v1/streams", parameter: "include_all" };
  expect(logged).toEqual([ignored]);
  expect(warnings).toEqual([{ type: "ignored-parameter", ...ignored }]);
});

test("a listener to warnings that throws does not fail the call, and is logged", async () => {
  const logged: object[] = [];
  const logger: Logger = { ...silentLogger, error: (details) => logged.push(details) };
  const err = new Error("cannot listen");
  const onWarning = (): never => {
    throw err;
  };
  const body = { result: "success", msg: "", streams: [], ignored_parameters_unsupported: ["include_all"] };
  server.faults.next({ status: 200, body });
  const { items } = await server.connect({ logger, onWarning }).channels.list({ include_all: true });
  expect(items).toEqual([]);
  expect(logged).toEqual([{ err }]);
});

describe("an endpoint newer than the server", () => {
  const notFound = { status: 404, body: { result: "error", msg: "Not Found" } };
  const old = { result: "success", msg: "", zulip_version: "8.0", zulip_feature_level: 237 };
  const report = () => server.client.messages.report(1, { report_type: "spam" });

  test("is asked for, and then known to be missing", async () => {
    server.faults.next({ match: "/report", ...notFound });
    server.faults.next({ match: "server_settings", status: 200, body: old });
    const text = "POST messages/1/report needs feature level 382; the server has 237 (Zulip 8.0)";
    await expect(report()).rejects.toMatchObject({ code: "UNSUPPORTED_VERSION", message: text });
    const asked = server.fake.requests.length;
    await expect(report()).rejects.toMatchObject({ code: "UNSUPPORTED_VERSION", outcome: "not-sent" });
    expect(server.fake.requests).toHaveLength(asked);
  });

  test("that is missing on a new server is just that", async () => {
    server.faults.next({ match: "/report", ...notFound });
    await expect(report()).rejects.toMatchObject({ code: "NOT_FOUND", status: 404 });
  });
});
