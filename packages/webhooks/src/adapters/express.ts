import type { IncomingMessage, ServerResponse } from "node:http";
import { platforms } from "../platform.js";
import type { BodyReader } from "../receiver/request.js";
import type { Webhooks } from "../webhooks.js";
import { nodeBody, receiveNode } from "./node.js";

/** What is needed of an Express application or router. */
export interface ExpressApp {
  all(path: string, handler: (request: ExpressRequest, response: ServerResponse) => unknown): unknown;
}

/** A request of Express: node's, and what parsers left there. */
export interface ExpressRequest extends IncomingMessage {
  body?: unknown;
  /** The bytes, where a `verify` function of a parser or the platform (Cloud Functions) kept them. */
  rawBody?: unknown;
}

const FIX =
  "Mount the webhooks before app.use(express.json()), or keep the bytes: " +
  "express.json({ verify: (request, _response, bytes) => { request.rawBody = bytes; } }).";

/**
 * Adds the platforms' addresses to an Express application.
 *
 * It belongs before `express.json()`. Where a parser has run already, the bytes are taken from `express.raw()` or
 * `request.rawBody`; without them the request is refused.
 */
export function mountExpress(app: ExpressApp, webhooks: Webhooks): void {
  for (const platform of platforms) {
    app.all(`${webhooks.basePath}/${platform}`, (request, response) =>
      receiveNode(webhooks, platform, request, response, bodyOf(request)),
    );
  }
}

function bodyOf(request: ExpressRequest): Uint8Array | BodyReader {
  if (request.rawBody instanceof Uint8Array) return request.rawBody;
  if (request.body instanceof Uint8Array) return request.body;
  return nodeBody(request, FIX);
}
