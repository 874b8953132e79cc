import { Agent, MockAgent } from "undici";
import { describe, expect, it } from "vitest";
import { asText, ConnectionPool, path } from "../src/index.js";
import { testClient } from "./support/client.js";
import { startServer } from "./support/server.js";

const get = { method: "GET", path: path`thing` };

describe("ConnectionPool", () => {
  it("has slots of its own for each origin and lane", () => {
    const pool = new ConnectionPool({ connections: { api: 3 } });
    const api = pool.bulkhead("https://a.example", "api");
    expect(pool.bulkhead("https://a.example", "api")).toBe(api);
    expect(pool.bulkhead("https://a.example", "transfer")).not.toBe(api);
    expect(pool.bulkhead("https://b.example", "api")).not.toBe(api);
    expect([api.limit, pool.bulkhead("https://a.example", "transfer").limit]).toEqual([3, 8]);
  });

  it("opens connections anew when it is used after it was closed", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const pool = new ConnectionPool();
    const client = testClient(server.url, { pool });
    await client.request(get, asText);
    await pool.close();
    await expect(client.request(get, asText)).resolves.toBe("ok");
    await pool.close();
    expect(server.connections).toBe(2);
  });

  it("waits for requests under way when it is closed", async () => {
    await using server = await startServer((_, response) => setTimeout(() => response.end("ok"), 30));
    const pool = new ConnectionPool();
    const running = testClient(server.url, { pool }).request(get, asText);
    await expect.poll(() => server.requests.length).toBe(1);
    await pool.close();
    await expect(running).resolves.toBe("ok");
  });

  it("sends by a dispatcher that is handed in, and leaves it open", async () => {
    const agent = new MockAgent();
    agent.disableNetConnect();
    agent.get("https://cloud.example.com").intercept({ path: "/thing" }).reply(200, "mocked").times(2);
    const pool = new ConnectionPool({ dispatcher: agent });
    const client = testClient("https://cloud.example.com", { pool });
    await expect(client.request(get, asText)).resolves.toBe("mocked");
    await pool.close();
    await expect(client.request(get, asText)).resolves.toBe("mocked");
  });

  it("says so when a dispatcher is too old to be spoken to", async () => {
    const agent = new MockAgent();
    // undici 6 looks for these before it does anything.
    agent.dispatch = (_, handler) => {
      if (!("onConnect" in handler)) {
        throw Object.assign(new Error("invalid onConnect method"), { code: "UND_ERR_INVALID_ARG" });
      }
      return true;
    };
    const client = testClient("https://cloud.example.com", {
      pool: new ConnectionPool({ dispatcher: agent }),
    });
    await expect(client.request(get, asText, { timeoutMs: 100 })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("older than undici 7"),
      outcome: "not-sent",
    });
  });

  it("tells a closed dispatcher from a server that is down", async () => {
    const agent = new Agent();
    await agent.close();
    const pool = new ConnectionPool({ dispatcher: agent });
    await expect(testClient("http://127.0.0.1:1", { pool }).request(get, asText)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("its connection pool is closed"),
      outcome: "not-sent",
      attempts: 1,
    });
  });
});
