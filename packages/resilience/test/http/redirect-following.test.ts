import { describe, expect, it } from "vitest";
import { asText, basicCredential, ConnectionPool, path, ResilienceState, secret } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

describe("redirects", () => {
  it("never carry credentials to another origin", async () => {
    await using other = await startServer((_, response) => response.end("elsewhere"));
    await using server = await startServer((_, response) =>
      response.writeHead(302, { location: `${other.url}/landing?signature=abc` }).end(),
    );
    const client = testClient(server.url, {
      credential: basicCredential("anna", "secret"),
      headers: { "X-Api-Key": "planted", cookie: "session=planted" },
    });
    await expect(client.request({ ...get, headers: { "x-token": "planted" } }, asText)).resolves.toBe(
      "elsewhere",
    );
    const { headers, url } = other.requests[0] ?? { headers: {}, url: "" };
    expect(url).toBe("/landing?signature=abc");
    expect(headers.authorization).toBeUndefined();
    expect(JSON.stringify(headers)).not.toContain("planted");
    expect(server.requests[0]?.headers.authorization).toBeDefined();
  });

  it("carry credentials within the origin", async () => {
    await using server = await startServer((request, response) => {
      if (request.url === "/thing") response.writeHead(301, { location: "/other" }).end();
      else response.end(request.headers.authorization);
    });
    const client = testClient(server.url, { credential: basicCredential("anna", "secret") });
    await expect(client.request(get, asText)).resolves.toBe(basic("anna", "secret"));
  });

  it("come back from another origin without credentials: it chose what is asked for", async () => {
    let home = "";
    await using other = await startServer((_, response) =>
      response.writeHead(302, { location: `${home}/admin/delete-all` }).end(),
    );
    await using server = await startServer((request, response) => {
      if (request.url === "/thing") response.writeHead(302, { location: `${other.url}/x` }).end();
      else response.end(request.headers.authorization ?? "nobody");
    });
    home = server.url;
    const client = testClient(server.url, { credential: basicCredential("anna", "secret") });
    await expect(client.request(get, asText)).resolves.toBe("nobody");
  });

  it("come back under the client's own limits when they return to its origin", async () => {
    let home = "";
    await using other = await startServer((_, response) =>
      response.writeHead(302, { location: `${home}/end` }).end(),
    );
    await using server = await startServer((request, response) => {
      if (request.url === "/thing") response.writeHead(302, { location: `${other.url}/x` }).end();
      else response.writeHead(500).end();
    });
    home = server.url;
    const state = new ResilienceState();
    const client = testClient(server.url, { state, circuitBreaker: { threshold: 1 }, retry: false });
    await expect(client.request(get, asText)).rejects.toMatchObject({ status: 500 });
    expect([...state.breakers.values()].map((circuit) => circuit.state)).toEqual(["open"]);
  });

  it("keep the secrets of the first path and of the new URL out of messages", async () => {
    await using server = await startServer((request, response) => {
      if (request.url?.startsWith("/s/"))
        response.writeHead(302, { location: "/other/planted-b?key=planted-c" }).end();
      else response.writeHead(404).end(`no planted-a at ${request.url}`);
    });
    const client = testClient(server.url, { rules: { readError: ({ text }) => ({ message: text }) } });
    const error = await client
      .request({ method: "GET", path: path`s/${secret("planted-a")}` }, asText)
      .catch((reason: Error) => reason);
    expect(error).toMatchObject({ message: expect.stringContaining("404 Not Found: no *** at") });
    expect(String(error)).not.toContain("planted");
  });

  it("are not followed for writes: the error says what to set", async () => {
    await using server = await startServer((_, response) =>
      response.writeHead(301, { location: "https://cloud.example.com/thing" }).end(),
    );
    await expect(
      testClient(server.url).request({ method: "POST", path: path`thing` }, asText),
    ).rejects.toMatchObject({
      code: "REDIRECT_REFUSED",
      message: expect.stringContaining("set baseUrl"),
      outcome: "rejected",
    });
  });

  it("end after five", async () => {
    await using server = await startServer((_, response) =>
      response.writeHead(302, { location: "/thing" }).end(),
    );
    await expect(testClient(server.url).request(get, asText)).rejects.toMatchObject({
      code: "REDIRECT_REFUSED",
    });
    expect(server.requests).toHaveLength(6);
  });

  it("are followed before a stream is handed over", async () => {
    await using server = await startServer((request, response) => {
      if (request.url === "/thing") response.writeHead(302, { location: "/other" }).end("moved");
      else response.end("the file");
    });
    await using pool = new ConnectionPool({ connections: { api: 1 }, maxOpenBodies: 1 });
    const client = testClient(server.url, { pool });
    for (let i = 0; i < 2; i++) {
      const { status, body } = await client.stream(get);
      expect([status, Buffer.concat(await body.toArray()).toString()]).toEqual([200, "the file"]);
    }
    expect(pool.bulkhead(server.url, "api")).toMatchObject({ active: 0, open: 0 });
  });
});
