import { describe, expect, it } from "vitest";
import {
  asText,
  ConfigurationError,
  ConnectionPool,
  jsonBody,
  path,
  withResilience,
} from "../../src/index.js";
import { testClient } from "../support/client.js";
import { startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };

describe("the options of one call", () => {
  // What a caller without TypeScript, or with a broken sum, may hand in.
  const wrong: [object, string][] = [
    [{ timeoutMs: Number.NaN }, "timeoutMs must be a positive number, not NaN"],
    [{ timeoutMs: 0 }, "timeoutMs"],
    [{ timeoutMs: -1 }, "timeoutMs"],
    [{ deadlineMs: Number.NaN }, "deadlineMs must be a positive number or false, not NaN"],
    [{ deadlineMs: 0 }, "deadlineMs"],
    [{ deadlineMs: "soon" }, "deadlineMs"],
    [{ retry: true }, "retry must be a number of retries or false, not true"],
    [{ retry: Number.NaN }, "retry"],
    [{ retry: -1 }, "retry"],
    [{ headers: { Host: "elsewhere" } }, "The header host cannot be set"],
    [{ headers: { "Content-Length": "5" } }, "The header content-length cannot be set"],
    [{ headers: { "transfer-encoding": "chunked" } }, "transfer-encoding"],
  ];

  it.each(wrong)("%j are refused before anything is sent", async (options, message) => {
    await using server = await startServer((_, response) => response.end("ok"));
    const client = testClient(server.url);
    await expect(client.request(get, asText, options)).rejects.toMatchObject({
      name: "InvalidInputError",
      message: expect.stringContaining(message),
      service: "test",
      operation: "GET thing",
      attempts: 0,
      outcome: "not-sent",
    });
    expect(server.requests).toHaveLength(0);
    await client.close();
  });

  it("may say 0 or false for no retry, Infinity or false for no deadline", async () => {
    await using server = await startServer((_, response, index) =>
      response.writeHead(index < 2 ? 500 : 200).end("ok"),
    );
    const client = testClient(server.url);
    for (const retry of [0, false] as const) {
      await expect(client.request(get, asText, { retry })).rejects.toMatchObject({ attempts: 1 });
    }
    for (const deadlineMs of [Number.POSITIVE_INFINITY, false] as const) {
      await expect(client.request(get, asText, { deadlineMs })).resolves.toBe("ok");
    }
  });

  it("send one header under one spelling of its name, the call's own last", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const client = testClient(server.url, { headers: { "X-Level": "client" } });
    const request = {
      method: "POST",
      path: path`thing`,
      body: jsonBody({}),
      headers: { "Content-Type": "application/merge-patch+json", Accept: "text/a", "X-LEVEL": "request" },
    };
    await client.request(request, asText);
    await client.request(request, asText, { headers: { accept: "text/b" } });
    const sent = server.requests.map(({ headers }) => [
      headers["content-type"],
      headers.accept,
      headers["x-level"],
    ]);
    expect(sent).toEqual([
      ["application/merge-patch+json", "text/a", "request"],
      ["application/merge-patch+json", "text/b", "request"],
    ]);
  });
});

describe("the options of a client", () => {
  const make = (options: object): (() => unknown) => {
    return () => testClient("https://cloud.example.com", options);
  };

  it.each<[object, string]>([
    [{ timeoutMs: Number.NaN }, "timeoutMs must be a positive number, not NaN"],
    [{ deadlineMs: -5 }, "deadlineMs"],
    [{ retry: Number.NaN }, "retry.maxRetries must be 0 or more, not NaN"],
    [{ retry: { maxRetries: -1 } }, "retry.maxRetries"],
    [{ rateLimit: 0 }, "rateLimit must be a positive number, not 0"],
    [{ rateLimit: Number.POSITIVE_INFINITY }, "rateLimit"],
    [{ rateLimit: { rate: 5, burst: 0.5 } }, "rateLimit.burst must be at least 1, not 0.5"],
    [{ circuitBreaker: { threshold: 0 } }, "circuitBreaker.threshold"],
    [{ maxBodyBytes: 0 }, "maxBodyBytes"],
    [{ headers: { HOST: "elsewhere" } }, "headers must not hold host"],
    [{ baseUrl: "cloud.example.com" }, "baseUrl must be an absolute URL"],
    [{ baseUrl: "https://ada:secret@cloud.example.com" }, "must not hold a user name or password"],
  ])("%j are refused at once", (options, message) => {
    expect(make(options)).toThrow(ConfigurationError);
    expect(make(options)).toThrow(message);
  });

  it("are refused with everything that is wrong with them", () => {
    expect(make({ timeoutMs: 0, rateLimit: -1, baseUrl: "ftp://x" })).toThrow(
      /timeoutMs.*rateLimit.*baseUrl/,
    );
  });

  it("are checked for pools and wrapped functions too", () => {
    expect(() => new ConnectionPool({ connections: { api: 0 } })).toThrow("api must be 1 or more, not 0");
    expect(() => new ConnectionPool({ maxQueue: Number.NaN })).toThrow("maxQueue");
    expect(() => withResilience({ name: "x", retry: Number.NaN, bulkhead: 0 })).toThrow(
      /withResilience\(x\).*retry.*bulkhead/,
    );
  });
});
