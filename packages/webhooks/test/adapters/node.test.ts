import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { mountNode, nodeListener } from "../../src/adapters/node.js";
import { signOpenProject } from "../../src/signing/sign.js";
import { Webhooks } from "../../src/webhooks.js";
import { type RawAnswer, rawRequest } from "../support/raw-request.js";

/** Sends a signed body in pieces, each a while after the one before. */
async function send(pieces: readonly string[], before: RequestListener = () => {}): Promise<RawAnswer> {
  await using webhooks = new Webhooks({ openproject: { secrets: "s3cret" } });
  const listener = nodeListener(webhooks);
  const server = createServer((request, response) => {
    before(request, response);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const body = pieces.join("");
  const head = [
    "POST /webhooks/openproject HTTP/1.1",
    "Host: x",
    "Connection: close",
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(signOpenProject(body, "s3cret").headers).map(([name, value]) => `${name}: ${value}`),
  ];
  const answer = await rawRequest((server.address() as AddressInfo).port, head, async (write) => {
    for (const piece of pieces) {
      write(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  await new Promise((resolve) => server.close(resolve));
  return answer;
}

const long = "ü".repeat(100_000);

it.each([
  ["comes with its head", ['{"action":"x"}']],
  ["is empty at first", ["", '{"action":"x"}']],
  ["comes in pieces", ['{"action"', ':"x"', "}"]],
  ["is longer than what is read at once", [`{"action":"${long}"}`]],
])("a body that %s is accepted, and the answer says how long it is", async (_, pieces) => {
  const { status, text } = await send(pieces);
  expect(status).toBe(202);
  expect(text).toContain("content-length: 21\r\n");
  expect(text.endsWith('\r\n\r\n{"status":"accepted"}')).toBe(true);
});

it("a body that somebody had decoded to text is refused with the fix", async () => {
  const { status, text } = await send(['{"action":"x"}'], (request) => void request.setEncoding("utf8"));
  expect(status).toBe(500);
  expect(text).toContain("Let nothing else read the request.");
});

it.each([
  ["does nothing else are answered 404", undefined, 404],
  ["was given something else to do later are left to it", () => ({ status: 418 }), 418],
])("other addresses of a server that %s", async (_, later, expected) => {
  await using webhooks = new Webhooks({ openproject: { secrets: "s3cret" } });
  const server = createServer();
  mountNode(server, webhooks);
  if (later !== undefined)
    server.on("request", (_request, response) => response.writeHead(later().status).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/other`);
  expect(answer.status).toBe(expected);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
