import { createServer } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { asText, path, ResilienceState } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };
const failed = (error: unknown): unknown => error;

describe("close", () => {
  it("ends every time it is called", async () => {
    await using server = await startServer((_, response) => setTimeout(() => response.end("ok"), 30));
    const client = testClient(server.url);
    const running = client.request(get, asText);
    await Promise.all([client.close(), client.close()]);
    await client.close();
    await expect(running).resolves.toBe("ok");
  });

  it("of the shared pool lets later calls open new connections", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const state = new ResilienceState();
    const client = testClient(server.url, { state });
    await client.request(get, asText);
    await state.closePool();
    await expect(client.request(get, asText)).resolves.toBe("ok");
    expect(server.connections).toBe(2);
    await state.closePool();
  });

  it("is not held up by a logger that throws", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const explode = (): never => {
      throw new Error("disk full");
    };
    const logger = {
      isLevelEnabled: () => true,
      trace: explode,
      debug: explode,
      info: explode,
      warn: explode,
      error: explode,
    };
    const client = testClient(server.url, { logger });
    await client.request(get, asText).catch(failed);
    await nextTurn();
    await client.close();
    expect(server.requests).toHaveLength(1);
  });

  it("closes the connections that are the client's own", async () => {
    const server = createServer((_, response) => response.end("ok"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const connections = promisify(server.getConnections.bind(server));
    // TLS settings of its own mean a pool of its own, also where the URL needs none.
    const client = testClient(`http://127.0.0.1:${port}`, { tls: {} });
    await client.request(get, asText);
    expect(await connections()).toBe(1);
    await client.close();
    await expect.poll(connections, { timeout: 2_000 }).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe("the deadline", () => {
  it("of a client bounds its calls, and not its transfers", async () => {
    await using server = await startServer((_, response) => setTimeout(() => response.end("ok"), 80));
    const client = testClient(server.url, { deadlineMs: 30 });
    await expect(client.request(get, asText)).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    await expect(client.request({ ...get, lane: "transfer" }, asText)).resolves.toBe("ok");
  });
});
