import { describe, expect, it } from "vitest";
import { asText, channels, path, secret } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { json, startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };

describe("errors", () => {
  it("read METHOD url → status reason: message, without query and secrets", async () => {
    await using server = await startServer((_, response) => json(response, 409, { message: "exists" }));
    const client = testClient(server.url, {
      rules: {
        readError: (answer) => ({
          message: String((answer.json as { message: string }).message),
          vendorCode: "E7",
        }),
      },
    });
    const error = await client
      .request({ method: "POST", path: path`s/${secret("t0ken")}`, query: { password: "hidden" } }, asText)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "ConflictError[E7]",
      code: "CONFLICT",
      message: `POST ${server.url}/s/*** → 409 Conflict: exists`,
      operation: "POST s/{}",
      outcome: "rejected",
      vendorCode: "E7",
      body: { message: "exists" },
    });
  });

  it("follow a service's exceptions from the outcome table", async () => {
    await using server = await startServer((_, response, index) =>
      json(response, index === 1 ? 423 : index === 2 ? 200 : 500, { final: true }),
    );
    const client = testClient(server.url, {
      rules: {
        exceptions: [
          {
            status: 500,
            when: (answer) => (answer.json as { final?: boolean }).final === true,
            means: "answered",
          },
          { status: 423, means: "refused" },
        ],
      },
    });
    await expect(client.request(get, asText)).rejects.toMatchObject({
      status: 500,
      attempts: 1,
      outcome: "rejected",
    });
    await expect(client.request({ ...get, method: "POST" }, asText)).resolves.toBe('{"final":true}');
    expect(server.requests).toHaveLength(3);
  });

  it("apply an exception to the operations it names only", async () => {
    await using server = await startServer((_, response, index) =>
      json(response, index === 1 ? 200 : 500, {}),
    );
    const client = testClient(server.url, {
      rules: { exceptions: [{ status: 500, operation: /^GET other/, means: "answered" }] },
    });
    await expect(client.request(get, asText)).resolves.toBe("{}");
    await expect(client.request({ method: "GET", path: path`other` }, asText)).rejects.toMatchObject({
      attempts: 1,
    });
  });

  it("repeat a POST that maintenance turned away, which nothing but its rules can tell", async () => {
    const answers = [503, 200, 503];
    await using server = await startServer((_, response, index) =>
      json(response, answers[index] ?? 503, {}, index === 0 ? { "x-maintenance": "1" } : {}),
    );
    const client = testClient(server.url, {
      rules: {
        exceptions: [
          { status: 503, when: ({ headers }) => headers["x-maintenance"] === "1", means: "maintenance" },
        ],
      },
    });
    await expect(client.request({ ...get, method: "POST" }, asText)).resolves.toBe("{}");
    await expect(client.request({ ...get, method: "POST" }, asText)).rejects.toMatchObject({ attempts: 1 });
  });

  it("take the time to wait from a body where no header names one", async () => {
    await using server = await startServer((_, response) => json(response, 429, { wait: 3_600 }));
    const client = testClient(server.url, {
      rules: { readError: ({ json }) => ({ retryAfterMs: (json as { wait: number }).wait * 1_000 }) },
    });
    await expect(client.request(get, asText)).rejects.toMatchObject({
      name: "RateLimitError",
      retryAfterMs: 3_600_000,
    });
  });
});

describe("an answer", () => {
  it("begins after the announcements (1xx) before it", async () => {
    await using server = await startServer((request, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      if (request.url === "/fine") setTimeout(() => response.end("ok"), 10);
      else setTimeout(() => response.socket?.resetAndDestroy(), 10);
    });
    const client = testClient(server.url);
    await expect(client.request({ method: "GET", path: path`fine` }, asText)).resolves.toBe("ok");
    const statuses: unknown[] = [];
    const stop = channels.callEnd.subscribe(({ status }) => statuses.push(status));
    const error = await client
      .request({ method: "POST", path: path`reset` }, asText)
      .catch((e: unknown) => e);
    stop();
    expect(error).toMatchObject({ name: "NetworkError", outcome: "unknown" });
    expect(error).not.toMatchObject({ code: "BODY_CUT" });
    expect(statuses).toEqual([undefined]);
  });
});
