import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import {
  asText,
  basicCredential,
  bearerCredential,
  bytesBody,
  ConnectionPool,
  type Credential,
  path,
  streamBody,
  TokenBucket,
  UnauthorizedError,
} from "../../src/index.js";
import { testClient, wrongPassword } from "../support/client.js";
import { startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };
const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

describe("credentials", () => {
  it("sends one request for 64 calls with a wrong password, and none afterwards", async () => {
    await using server = await startServer((_, response) => response.writeHead(401).end());
    const client = testClient(server.url, { credential: wrongPassword() });
    const calls = Array.from({ length: 64 }, () =>
      client.request(get, asText).catch((error: unknown) => error),
    );
    for (const error of await Promise.all(calls)) expect(error).toBeInstanceOf(UnauthorizedError);
    await expect(client.request(get, asText)).rejects.toMatchObject({
      code: "CREDENTIAL_REJECTED",
      outcome: "not-sent",
    });
    expect(server.requests).toHaveLength(1);
  });

  it("lets all calls go once the first was accepted", async () => {
    const held: ServerResponse[] = [];
    await using server = await startServer((_, response, index) => {
      if (index === 0) return response.end("ok");
      // Only when all others are there at once does any of them get its answer.
      if (held.push(response) === 8) for (const one of held) one.end("ok");
      return undefined;
    });
    const client = testClient(server.url, {
      credential: basicCredential("anna", "secret"),
      timeoutMs: 5_000,
    });
    await Promise.all(Array.from({ length: 9 }, () => client.request(get, asText)));
    expect(server.requests).toHaveLength(9);
  });

  it("hands the proof to the next call when the first got no answer", async () => {
    await using server = await startServer((_, response, index) => {
      if (index === 0) response.socket?.resetAndDestroy();
      else response.end("ok");
    });
    const client = testClient(server.url, { credential: basicCredential("anna", "secret"), retry: false });
    const results = await Promise.allSettled([client.request(get, asText), client.request(get, asText)]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "fulfilled"]);
  });

  it("hands the proof on when the first call was aborted while it waited for its turn", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const client = testClient(server.url, {
      credential: basicCredential("anna", "secret"),
      rateLimit: { rate: 10, burst: 1 },
    });
    await client.request({ ...get, anonymous: true }, asText);
    const controller = new AbortController();
    const first = client.request(get, asText, { signal: controller.signal });
    const second = client.request(get, asText);
    setTimeout(() => controller.abort(), 10);
    await expect(first).rejects.toMatchObject({ code: "ABORTED" });
    await expect(second).resolves.toBe("ok");
  });

  it("sends nothing more of what waits once the server has refused it, and gives slots and tokens back", async () => {
    let revoked = false;
    await using server = await startServer((_, response) =>
      response.writeHead(revoked ? 401 : 200).end("ok"),
    );
    await using pool = new ConnectionPool({ connections: { api: 4 } });
    const limiter = new TokenBucket({ rate: 1, burst: 10, clock: new ManualClock() });
    const credential = basicCredential("anna", "secret");
    const client = testClient(server.url, { credential, pool, rateLimit: limiter });
    await client.request(get, asText);
    revoked = true;
    const errors = await Promise.all(
      Array.from({ length: 100 }, () => client.request(get, asText).catch((error: unknown) => error)),
    );
    for (const error of errors) expect(error).toBeInstanceOf(UnauthorizedError);
    // As many as were on their way already.
    expect(server.requests).toHaveLength(1 + 4);
    expect(pool.bulkhead(server.url, "api")).toMatchObject({ active: 0, waiting: 0 });
    expect(Array.from({ length: 6 }, () => limiter.tryTake())).toEqual([...Array(5).fill(true), false]);
  });

  it("sends the calls that wait with another one, when a refresh gives it", async () => {
    let secret = "old";
    const credential: Credential = {
      authorization: () => basic("anna", secret),
      async refresh() {
        secret = "new";
        return true;
      },
    };
    let valid = "old";
    await using server = await startServer((request, response) => {
      response.writeHead(request.headers.authorization === basic("anna", valid) ? 200 : 401).end("ok");
    });
    await using pool = new ConnectionPool({ connections: { api: 2 } });
    const client = testClient(server.url, { credential, pool });
    await client.request(get, asText);
    valid = "new";
    await Promise.all(Array.from({ length: 20 }, () => client.request(get, asText)));
    expect(server.requests).toHaveLength(1 + 2 + 20);
  });

  it.each([408, 425, 429, 500, 503])("is not proven by a %i", async (status) => {
    await using server = await startServer((_, response, index) =>
      response.writeHead(index === 0 ? status : 401).end(),
    );
    const client = testClient(server.url, { credential: wrongPassword(), retry: false });
    await Promise.allSettled(Array.from({ length: 16 }, () => client.request(get, asText)));
    expect(server.requests).toHaveLength(2);
  });

  it("is not held back by an upload that goes out first", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const client = testClient(server.url, { credential: basicCredential("anna", "secret") });
    const source = new Readable({ read() {} });
    source.push("half");
    const put = { method: "PUT", path: path`file`, lane: "transfer" as const };
    const upload = client.request({ ...put, body: streamBody(() => source, 8) }, asText);
    const second = client.request({ ...put, body: bytesBody("small") }, asText);
    await expect(client.request(get, asText, { deadlineMs: 2_000 })).resolves.toBe("ok");
    // The quick one has proven it for everybody.
    await expect(second).resolves.toBe("ok");
    source.push("done");
    source.push(null);
    await expect(upload).resolves.toBe("ok");
  });

  it("refreshes once for all calls that were refused, and repeats each of them once", async () => {
    let secret = "old";
    let refreshes = 0;
    const credential: Credential = {
      authorization: () => basic("anna", secret),
      async refresh() {
        refreshes++;
        await new Promise((resolve) => setTimeout(resolve, 10));
        secret = "new";
        return true;
      },
    };
    await using server = await startServer((request, response) => {
      response.writeHead(request.headers.authorization === basic("anna", "new") ? 200 : 401).end("ok");
    });
    const client = testClient(server.url, { credential });
    const results = await Promise.all(Array.from({ length: 20 }, () => client.request(get, asText)));
    expect(results).toEqual(Array.from({ length: 20 }, () => "ok"));
    expect(refreshes).toBe(1);
    expect(server.requests).toHaveLength(21);
  });

  it("asks the server again when told to, and goes on when the account works again", async () => {
    let locked = true;
    await using server = await startServer((_, response) => response.writeHead(locked ? 401 : 200).end("ok"));
    const client = testClient(server.url, { credential: wrongPassword() });
    await expect(client.request(get, asText)).rejects.toMatchObject({ status: 401 });
    locked = false;
    await expect(client.request(get, asText)).rejects.toMatchObject({ code: "CREDENTIAL_REJECTED" });
    await expect(client.request({ ...get, probesCredential: true }, asText)).resolves.toBe("ok");
    await expect(client.request(get, asText)).resolves.toBe("ok");
  });

  it("picks up a rotated secret without being told", async () => {
    let secret = "old";
    await using server = await startServer((request, response) => {
      response.writeHead(request.headers.authorization === basic("anna", "new") ? 200 : 401).end("ok");
    });
    const client = testClient(server.url, { credential: { authorization: () => basic("anna", secret) } });
    await expect(client.request(get, asText)).rejects.toMatchObject({ status: 401 });
    secret = "new";
    await expect(client.request(get, asText)).resolves.toBe("ok");
  });
});

describe("a credential whose owner's code misbehaves", () => {
  const refused = async () => startServer((_, response) => response.writeHead(401).end());

  it("does not hold a call beyond its deadline", async () => {
    await using server = await refused();
    const never = (): Promise<never> => new Promise(() => {});
    const hangs: Credential = { authorization: () => "Bearer old", refresh: never };
    await expect(
      testClient(server.url, { credential: hangs }).request(get, asText, { deadlineMs: 50 }),
    ).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED", outcome: "rejected" });
    await expect(
      testClient(server.url, { credential: { authorization: never } }).request(get, asText, {
        deadlineMs: 50,
      }),
    ).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED", outcome: "not-sent" });
  });

  it("passes its error to the call, and only there", async () => {
    await using server = await refused();
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", onUnhandled);
    const credential: Credential = { authorization: () => Promise.reject(new Error("vault is sealed")) };
    await expect(testClient(server.url, { credential }).request(get, asText)).rejects.toThrow(
      "vault is sealed",
    );
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off("unhandledRejection", onUnhandled);
    expect(unhandled).toEqual([]);
  });

  it("is refreshed once for a call, however many secrets it has", async () => {
    await using server = await refused();
    let value = 0;
    const credential: Credential = {
      authorization: () => `Bearer number-${value}`,
      async refresh() {
        value++;
        return true;
      },
    };
    const client = testClient(server.url, { credential });
    await expect(client.request(get, asText)).rejects.toMatchObject({ status: 401, attempts: 2 });
    expect(server.requests).toHaveLength(2);
  });

  it("does not ask for ever when a refresh gives nothing new, or refused secrets in turns", async () => {
    await using server = await refused();
    const lies: Credential = { authorization: () => "Bearer same", refresh: async () => true };
    const client = testClient(server.url, { credential: lies });
    await expect(client.request(get, asText)).rejects.toMatchObject({ status: 401 });
    await expect(client.request(get, asText)).rejects.toMatchObject({ code: "CREDENTIAL_REJECTED" });

    let value = 0;
    const turns: Credential = {
      authorization: () => `Bearer turn-${value}`,
      async refresh() {
        value = 1 - value;
        return true;
      },
    };
    const turning = testClient(server.url, { credential: turns });
    for (let i = 0; i < 3; i++)
      await expect(turning.request(get, asText)).rejects.toMatchObject({ status: 401 });
    expect(server.requests).toHaveLength(3);
  });
});

describe("a secret that is a function", () => {
  it("is asked before every attempt, so that a rotated one is used at once", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    let password = "first";
    const client = testClient(server.url, { credential: basicCredential("anna", () => password) });
    await client.request(get, asText);
    password = "second";
    await client.request(get, asText);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      basic("anna", "first"),
      basic("anna", "second"),
    ]);
  });

  it("is told which one the server refused, and the call is repeated with what it gives then", async () => {
    await using server = await startServer((request, response) =>
      response.writeHead(request.headers.authorization === "Bearer new" ? 200 : 401).end("ok"),
    );
    const refused: (string | undefined)[] = [];
    let held = "old";
    const token = async (rejected?: string): Promise<string> => {
      if (rejected !== undefined) {
        refused.push(rejected);
        held = "new";
      }
      return held;
    };
    const client = testClient(server.url, { credential: bearerCredential(token) });
    const calls = Array.from({ length: 8 }, () => client.request(get, asText));
    await expect(Promise.all(calls)).resolves.toHaveLength(8);
    expect(refused).toEqual(["old"]);
  });

  it("leaves a 401 as it is when it has nothing new", async () => {
    await using server = await startServer((_, response) => response.writeHead(401).end());
    const client = testClient(server.url, { credential: basicCredential("anna", () => "same") });
    await expect(client.request(get, asText)).rejects.toBeInstanceOf(UnauthorizedError);
    expect(server.requests).toHaveLength(1);
  });
});
