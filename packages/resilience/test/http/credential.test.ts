import { describe, expect, it } from "vitest";
import { asText, basicCredential, type Credential, path, UnauthorizedError } from "../../src/index.js";
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
    let inFlight = 0;
    let most = 0;
    await using server = await startServer((_, response) => {
      most = Math.max(most, ++inFlight);
      setTimeout(() => {
        inFlight--;
        response.end("ok");
      }, 10);
    });
    const client = testClient(server.url, { credential: basicCredential("anna", "secret") });
    await Promise.all(Array.from({ length: 9 }, () => client.request(get, asText)));
    expect(most).toBe(8);
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
});
