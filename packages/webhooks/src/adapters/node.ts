import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Platform } from "../platform.js";
import type { WebhookAnswer } from "../receiver/answers.js";
import { readBody } from "../receiver/read-body.js";
import type { BodyReader } from "../receiver/request.js";
import type { Webhooks } from "../webhooks.js";
import { bodyAlreadyParsed } from "./body-already-parsed.js";
import { endpointPaths } from "./endpoint-path.js";

/** Reads the body of a request of node, unless somebody else has. */
export function nodeBody(request: IncomingMessage, fix: string): BodyReader {
  return async (limits) => {
    if (request.readableDidRead || request.readableEncoding !== null) throw bodyAlreadyParsed(fix);
    const encoding = request.headers["content-encoding"];
    // A small body comes with its head. In the next phase of the event loop it is all there, and needs neither
    // listeners nor a timer.
    await new Promise(setImmediate);
    if (request.complete && encoding === undefined) return request.read() ?? new Uint8Array();
    return readBody(request, encoding, limits);
  };
}

/** Writes an answer. */
function writeAnswer(response: ServerResponse, { status, headers, body }: WebhookAnswer): void {
  // Somebody in front of us, such as a timeout of the application's, may have answered already.
  if (response.headersSent) return;
  response.writeHead(status, headers);
  response.end(body);
}

/** Receives a request of node and answers it. */
export async function receiveNode(
  webhooks: Webhooks,
  platform: Platform,
  request: IncomingMessage,
  response: ServerResponse,
  body: Uint8Array | BodyReader,
): Promise<void> {
  const { method = "", headers, socket } = request;
  return webhooks
    .receive({ platform, method, headers, remoteAddress: socket.remoteAddress, body })
    .then((answer) => writeAnswer(response, answer));
}

const notFound: WebhookAnswer = { status: 404, headers: { "content-type": "text/plain" }, body: "Not found" };

/** Answers requests at the platforms' addresses; says of others that they are not its own. */
type NodeListener = (request: IncomingMessage, response: ServerResponse) => boolean;

function nodeRoute(webhooks: Webhooks): NodeListener {
  const platformAt = endpointPaths(webhooks);
  return (request, response) => {
    const platform = platformAt(request.url ?? "");
    if (platform === undefined) return false;
    const body = nodeBody(request, "Let nothing else read the request.");
    void receiveNode(webhooks, platform, request, response, body);
    return true;
  };
}

/**
 * Makes the listener of a server that does nothing else: other addresses are answered 404.
 *
 * @example createServer(nodeListener(webhooks)).listen(8080)
 */
export function nodeListener(
  webhooks: Webhooks,
): (request: IncomingMessage, response: ServerResponse) => void {
  const route = nodeRoute(webhooks);
  return (request, response) => {
    if (!route(request, response)) {
      writeAnswer(response, notFound);
    }
  };
}

/**
 * Puts the webhooks in front of what a server does already, which then gets all other addresses. Of a server that does
 * nothing else they are answered 404.
 */
export function mountNode(server: Server, webhooks: Webhooks): void {
  const route = nodeRoute(webhooks);
  const others = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (route(request, response)) return;
    for (const listener of others) listener.call(server, request, response);
    // Who was added later is called beside this one, and answers.
    const isAlone = others.length === 0 && server.listenerCount("request") === 1;
    if (isAlone) writeAnswer(response, notFound);
  });
}
