import { describe, expect, it } from "vitest";
import { asAnswer, asText, path, type Session } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };

class Recorded implements Session {
  value: string | undefined;
  readonly heard: [number, readonly string[]][] = [];

  cookie(): string | undefined {
    return this.value;
  }

  answered(status: number, setCookies: readonly string[]): void {
    this.heard.push([status, setCookies]);
  }
}

describe("a session", () => {
  it("is told of every answer's cookies, of refusals and streams too, and its cookie goes along", async () => {
    await using server = await startServer((_, response, index) => {
      if (index === 0) response.setHeader("set-cookie", ["a=1; Path=/", "b=2"]);
      response.writeHead(index === 1 ? 404 : 200).end("ok");
    });
    const session = new Recorded();
    const client = testClient(server.url, { session });
    await client.request(get, asText);
    session.value = "a=1; b=2";
    await expect(client.request(get, asText)).rejects.toMatchObject({ status: 404 });
    const { body } = await client.stream(get);
    body.destroy();
    expect(session.heard).toEqual([
      [200, ["a=1; Path=/", "b=2"]],
      [404, []],
      [200, []],
    ]);
    expect(server.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, "a=1; b=2", "a=1; b=2"]);
  });

  it("is kept from other origins and from anonymous requests", async () => {
    await using other = await startServer((_, response) =>
      response.writeHead(200, { "set-cookie": "theirs=1" }).end("ok"),
    );
    await using server = await startServer((request, response) => {
      if (request.url === "/away") response.writeHead(302, { location: `${other.url}/x` });
      else response.setHeader("set-cookie", "ours=1");
      response.end("ok");
    });
    const session = new Recorded();
    session.value = "secret=1";
    const client = testClient(server.url, { session });
    await client.request({ method: "GET", path: path`away` }, asText);
    await client.request({ ...get, anonymous: true }, asAnswer);
    expect(other.requests[0]?.headers.cookie).toBeUndefined();
    expect(server.requests[1]?.headers.cookie).toBeUndefined();
    expect(session.heard).toEqual([[302, []]]);
  });
});
